using Nexus.Journeys.Installing;
using Nexus.Processes;

namespace Nexus.Journeys.Guide;

/// <summary>The guide: every command of it is run, in its order, and prints what the page shows.</summary>
public sealed class GuideTests
{
    public static TheoryData<string> Pages => [.. GuidePage.Names];

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task What_a_page_shows_is_what_happens(string name)
    {
        await using var nexus = await Installation.StartAsync("docker");
        var page = GuidePage.Read(name);
        using var http = await nexus.HttpAsync();

        var result = await nexus.TryRunAsync(new Argv(
            "/bin/bash", "-c", GuideScript.Of(page, http.BaseAddress!), "guide", Path.Combine(nexus.Root, "me"),
            nexus.NodeState));

        var seen = GuideScript.Read(result.Output);
        var commands = page.Steps.OfType<GuideCommand>().ToList();
        var wrong = commands.Zip(seen).Where(pair => !IsAsShown(pair.First, pair.Second)).Select(pair =>
            $"{page.Name}.md:{pair.First.Line}: $ {pair.First.Text}\nexit code {pair.Second.ExitCode}, printed\n"
            + $"{pair.Second.Printed}\nnot as shown\n{string.Join('\n', pair.First.Outline)}\n").ToList();
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        Assert.Equal(commands.Count, seen.Count);
    }

    private static bool IsAsShown(GuideCommand command, (string Printed, int ExitCode) seen) =>
        command.Fails == (seen.ExitCode != 0) && Outline.Matches(command.Outline, seen.Printed);
}
