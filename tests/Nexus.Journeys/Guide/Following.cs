using Nexus.Journeys.Installing;
using Nexus.Processes;

namespace Nexus.Journeys.Guide;

/// <summary>A reader who does what a page says.</summary>
internal static class Following
{
    /// <summary>Every command of it, in its order; each prints what the page shows.</summary>
    public static async Task FollowAsync(this GuidePage page, Installation nexus)
    {
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
