using System.Text.Json;
using Nexus.Contracts;
using Nexus.Journeys.Installing;
using Nexus.Journeys.Killing;

namespace Nexus.Journeys.Acting;

/// <summary>Whenever the server dies during a run with a workcell: none is left when the run has ended.</summary>
public sealed class WorkcellKillTests
{
    /// <summary>The last event that is seen before the kill: of the run, of the workcell, of its removal.</summary>
    private static readonly string[] Moments =
    [
        "xyn.run.started", "xyn.cicd.workcell.created", "xyn.port.leased", "xyn.workspace.ready",
        "cell.in_use", "xyn.workspace.rm.requested", "xyn.workspace.removing", "xyn.cicd.workcell.destroyed",
    ];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Nothing_is_left_of_a_workcell()
    {
        await using var nexus = await Installation.StartAsync("process");
        await nexus.PromoteAsync("celled", """
            id: bp.celled
            trigger: { event_type: never.happens }
            plan:
              - { kind: action_task, id: cell, action: workcell.create, with: { provider: process } }
              - { kind: action_task, id: told, action: event.emit, with: { event_name: cell.in_use } }
              - kind: action_task
                id: work
                action: workspace.exec
                with: { workspace: "{{ steps.cell.outputs.workspace_id }}", command: "sleep 2; exit 4" }
            """);
        foreach (var moment in Moments)
            await KillAtAsync(nexus, moment);

        Assert.Equal(
            Moments.Length, (await EventsAsync(nexus, "xyn.cicd.workcell.created")).Count);
        Assert.Equal(
            Moments.Length, (await EventsAsync(nexus, "xyn.cicd.workcell.destroyed")).Count);
    }

    private static async Task KillAtAsync(Installation nexus, string moment)
    {
        var before = await nexus.LastEventAsync();
        await using (var follower = nexus.Start("nexus", "event", "follow", "--after", $"{before}", "--json"))
        {
            using var lines = new StreamReader(follower.Output!, leaveOpen: true);
            var run = await nexus.StartRunAsync("bp.celled");
            string? name;
            do
            {
                var line = await lines.ReadLineAsync(Ct) ?? throw new InvalidOperationException("The stream ended.");
                name = JsonSerializer.Deserialize(line, ContractsJson.Default.EventView)!.EventName;
            }
            while (name != moment);
            await nexus.KillServerAsync();
            var ended = await nexus.EndAsync(run);
            Assert.True(
                (ended.Status, ended.Error?.Code) is (RunStatus.Failed, "exec.failed"), $"{moment}: {ended.Error}");
        }

        await nexus.NoWorkcellIsLeftAsync();
    }

    private static async Task<IReadOnlyList<EventView>> EventsAsync(Installation nexus, string name) =>
        JsonSerializer.Deserialize(
            await nexus.NexusAsync("event", "list", "--name", name, "--limit", "100", "--json"),
            ContractsJson.Default.EventPage)!.Items;
}
