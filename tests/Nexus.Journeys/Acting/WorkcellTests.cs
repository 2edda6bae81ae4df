using Nexus.Contracts;
using Nexus.Journeys.Installing;

namespace Nexus.Journeys.Acting;

/// <summary>Workcells end with their run, however that ends, and are shown as what they are.</summary>
public sealed class WorkcellTests
{
    private const string Celled = """
        id: bp.celled
        trigger: { event_type: never.happens }
        inputs: [ { name: provider }, { name: command } ]
        plan:
          - { kind: action_task, id: cell, action: workcell.create, timeout: 4m,
              with: { provider: "{{ inputs.provider }}", purpose: test, ttl: 1h } }
          - kind: action_task
            id: work
            action: workspace.exec
            with: { workspace: "{{ steps.cell.outputs.workspace_id }}", command: "{{ inputs.command }}" }
        outputs: [ { name: workspace_name }, { name: stdout } ]
        """;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("process")]
    [InlineData("docker")]
    public async Task However_a_run_ends_its_workcell_is_gone(string provider)
    {
        await using var nexus = await Installation.StartAsync(provider);
        await nexus.PromoteAsync("celled", Celled);
        foreach (var (command, status) in ((string, RunStatus)[])[
            ("echo fine", RunStatus.Completed), ("exit 3", RunStatus.Failed), ("sleep 600", RunStatus.Cancelled)])
        {
            var run = await nexus.StartRunAsync("bp.celled", $"provider={provider}", $"command={command}");
            if (status is RunStatus.Cancelled)
            {
                await ShownAsync(nexus, run);
                await nexus.NexusAsync("run", "cancel", $"{run}");
            }

            var ended = await nexus.EndAsync(run);

            Assert.True(ended.Status == status, $"{command}: {ended.Status} {ended.Error}");
            await nexus.NoWorkcellIsLeftAsync();
        }
    }

    [Fact]
    public async Task Whoever_has_to_wait_gets_a_fresh_one_when_it_is_their_turn()
    {
        await using var nexus = await Installation.StartAsync("process");
        await nexus.PromoteAsync("celled", Celled);
        const string command = "ls /home/dev/workspace; echo x > /home/dev/workspace/x; sleep 1";
        var runs = new List<Guid>();
        for (var one = 0; one < 3; one++)
            runs.Add(await nexus.StartRunAsync("bp.celled", "provider=process", $"command={command}"));

        var most = 0;
        foreach (var run in runs)
        {
            var ended = await nexus.UntilAsync(run, seen =>
            {
                most = Math.Max(most, Environments(nexus));
                return seen.CompletedAt is not null;
            });
            Assert.True(ended.Status is RunStatus.Completed, $"{ended.Error}");
            Assert.Equal("", ended.Outputs?.GetProperty("stdout").GetString());
        }

        Assert.Equal(1, most);
        await nexus.NoWorkcellIsLeftAsync();
    }

    /// <summary>While it works: of which run, what for and until when.</summary>
    private static async Task ShownAsync(Installation nexus, Guid run)
    {
        while (!(await nexus.StepsAsync(run)).Any(step => step.Name is "work"))
            await Task.Delay(50, Ct);
        var cell = Assert.Single(await nexus.WorkspacesAsync());
        Assert.Equal((run, "test"), (cell.Workcell!.RunId, cell.Workcell.Purpose));
        Assert.InRange(
            cell.ExpiresAt!.Value - TimeProvider.System.GetUtcNow(), TimeSpan.FromMinutes(50), TimeSpan.FromHours(1));
    }

    private static int Environments(Installation nexus) =>
        Directory.GetFiles(nexus.NodeState, "environment.json", SearchOption.AllDirectories).Length;
}
