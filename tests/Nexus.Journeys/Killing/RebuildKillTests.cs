using System.Diagnostics;
using Nexus.Contracts;
using Nexus.Journeys.Installing;

namespace Nexus.Journeys.Killing;

/// <summary>Whatever dies in the middle of a rebuild, it ends ready with the home it had, and nobody helps.</summary>
public sealed class RebuildKillTests
{
    private static readonly TimeSpan SettleWithin = TimeSpan.FromSeconds(90);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("process")]
    [InlineData("docker")]
    public async Task Server_and_node_killed_at_any_step_leave_a_workspace_that_ends_ready(string provider)
    {
        await using var nexus = await Installation.StartAsync(provider);
        var repository = await nexus.MakeRepositoryAsync();
        await nexus.NexusAsync("workspace", "create", "round", "--source", repository, "--provider", provider);
        await nexus.NexusAsync("workspace", "exec", "round", "echo mine >kept");
        var workspace = await nexus.StatusAsync("round");
        var random = new Random(20261122);
        foreach (var afterEvents in new[] { 3, 6, 8, 9, 12, 16 })
        {
            var victim = afterEvents % 2 == 0 ? Victim.Server : Victim.Node;
            var before = await nexus.LastEventAsync();
            var rebuild = nexus.TryNexusAsync("workspace", "rebuild", "round");
            await nexus.AwaitEventsAsync(before, afterEvents, workspace.WorkspaceId);
            await Task.Delay(TimeSpan.FromMilliseconds(random.Next(200)), TimeProvider.System, Ct);
            Assert.True(await nexus.KillAsync(victim, workspace));
            await rebuild;

            var settled = await SettleAsync(nexus, $"{victim} after {afterEvents} events");
            var kept = await nexus.SshAsync(settled, "cat workspace/kept");
            Assert.Equal((0, "mine\n"), (kept.ExitCode, kept.Output));
            Assert.Equal(workspace.Ssh, settled.Ssh);
        }
    }

    private static async Task<WorkspaceView> SettleAsync(Installation nexus, string round)
    {
        var since = Stopwatch.GetTimestamp();
        while (true)
        {
            var workspace = await nexus.StatusAsync("round");
            if (workspace is { Status: WorkspaceState.Ready })
                return workspace;
            Assert.True(
                Stopwatch.GetElapsedTime(since) < SettleWithin && workspace.Status is not WorkspaceState.Error,
                $"{round}: {workspace.Status} {workspace.Error}");
        }
    }
}
