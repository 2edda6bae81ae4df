using System.Diagnostics;
using Nexus.Journeys.Installing;
using Nexus.Journeys.Killing;

namespace Nexus.Journeys.BadDays;

/// <summary>README: who asks a server that is held still is told so within 5 s, whatever they ask for.</summary>
[Collection("own workspaces")]
public sealed class HeldServerTests(OwnWorkspaces own)
{
    /// <summary>And a machine with a lot to do.</summary>
    private static readonly TimeSpan Told = TimeSpan.FromSeconds(5 + 3);

    [Fact]
    public async Task It_is_told_of_soon_and_goes_on_afterwards()
    {
        var (nexus, _) = await own.OfAsync("process");
        var before = await nexus.UntilReadyAsync("process");

        using (Frozen.Of(await nexus.ProcessAsync(Victim.Server, before)))
        {
            await IsToldAsync(nexus, "workspace", "list");
            await IsToldAsync(nexus, "workspace", "up", "process");
            await IsToldAsync(nexus, "workspace", "exec", "process", "--", "true");
            await IsToldAsync(nexus, "workspace", "logs", "process", "-f");
            await IsToldAsync(nexus, "doctor");
        }

        await nexus.UntilReadyAsync("process");
    }

    private static async Task IsToldAsync(Installation nexus, params string[] words)
    {
        var since = Stopwatch.GetTimestamp();
        var told = await nexus.TryNexusAsync(words);
        var took = Stopwatch.GetElapsedTime(since);

        Assert.NotEqual(0, told.ExitCode);
        Assert.Contains("did not answer within 5 s", told.Output + told.Error, StringComparison.Ordinal);
        Assert.Contains("nexus coordination status", told.Output + told.Error, StringComparison.Ordinal);
        Assert.InRange(took, TimeSpan.Zero, Told);
    }
}
