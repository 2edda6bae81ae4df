using System.Text.RegularExpressions;
using Nexus.Journeys.Installing;
using Nexus.Processes;

namespace Nexus.Journeys.Guide;

/// <summary>The guide: every command of it is run, in its order, and prints what the page shows.</summary>
public sealed partial class GuideTests
{
    public static TheoryData<string> Pages => [.. GuidePage.Names];

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task What_a_page_shows_is_what_happens(string name)
    {
        await using var nexus = await Installation.StartAsync("docker");
        var page = GuidePage.Read(name);

        var result = await nexus.TryRunAsync(new Argv(
            "/bin/bash", "-c", GuideScript.Of(page), "guide", Path.Combine(nexus.Root, "me"), nexus.NodeState));

        var seen = GuideScript.Read(result.Output);
        var commands = page.Steps.OfType<GuideCommand>().ToList();
        var wrong = commands.Zip(seen).Where(pair => !IsAsShown(pair.First, pair.Second)).Select(pair =>
            $"{page.Name}.md:{pair.First.Line}: $ {pair.First.Text}\nexit code {pair.Second.ExitCode}, printed\n"
            + $"{pair.Second.Printed}\nnot as shown\n{string.Join('\n', pair.First.Outline)}\n").ToList();
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        Assert.Equal(commands.Count, seen.Count);
    }

    [Fact]
    public async Task Every_command_named_in_the_text_exists()
    {
        var reference = await File.ReadAllTextAsync(
            Path.Combine(GuidePage.Root, "docs", "reference", "cli.md"), TestContext.Current.CancellationToken);
        var known = Headings().Matches(reference).Select(match => match.Groups["words"].Value)
            .ToHashSet(StringComparer.Ordinal);

        Assert.Empty(
            from name in GuidePage.Names
            from Match match in Named().Matches(GuidePage.Read(name).Text)
            let words = match.Groups["words"].Value
            where !known.Contains(words) && !IsWhole(words.Split(' ')[0])
            select $"{name}.md: nexus {words}");

        bool IsWhole(string word) =>
            known.Contains(word) && !known.Any(other => other.StartsWith($"{word} ", StringComparison.Ordinal));
    }

    private static bool IsAsShown(GuideCommand command, (string Printed, int ExitCode) seen) =>
        command.Fails == (seen.ExitCode != 0) && Outline.Matches(command.Outline, seen.Printed);

    [GeneratedRegex(@"^## nexus (?<words>[a-z ]+)$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Headings();

    /// <summary>In the text: `nexus word word`, as far as the words are plain.</summary>
    [GeneratedRegex(@"`nexus (?<words>[a-z]+( [a-z]+)?)[^`]*`", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Named();
}
