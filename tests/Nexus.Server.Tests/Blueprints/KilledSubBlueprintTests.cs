using Nexus.Contracts;
using Nexus.Server.Tests.Artifacts;
using Nexus.Testing;

namespace Nexus.Server.Tests.Blueprints;

/// <summary>A run that waits for another, when the server is killed.</summary>
public sealed class KilledSubBlueprintTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact(Timeout = 120_000)]
    public async Task A_killed_server_finds_the_run_it_waited_for()
    {
        using var home = new TemporaryDirectory();
        Guid outer, child;
        await using (var server = await ServerProcess.StartAsync(home.Path))
        {
            await server.Client.PromotedAsync(Workshop.Asking(), "asking");
            outer = (await SubBlueprintTests.StartedAsync(server.Client, """
                - { kind: action_task, id: it, action: blueprint.run, with: { blueprint: bp.asking } }
                """, "said")).RunId;
            child = (await UntilAsync(
                server.Client, run => run is { ParentRunId: not null, WaitingFor: "gate" })).RunId;
            await server.KillAsync();
        }

        await using var next = await ServerProcess.StartAsync(home.Path);
        await next.Client.DecideAsync(child, "approve");
        var ended = await UntilAsync(next.Client, run => run.RunId == outer && run.CompletedAt is not null);

        Assert.Equal((RunStatus.Completed, null), (ended.Status, ended.Error?.Message));
        Assert.Equal("""{"said":"one nowhere"}""", ended.Outputs?.GetRawText());
        Assert.Equal(2, (await next.Client.RunsAsync()).Count);
        Assert.True((await next.Client.StepAsync(outer, "it")).MayHaveRunBefore);
    }

    private static async Task<RunView> UntilAsync(HttpClient client, Func<RunView, bool> isSo)
    {
        while (true)
        {
            if ((await client.RunsAsync()).FirstOrDefault(isSo) is { } found)
                return found;
            await Task.Delay(20, Ct);
        }
    }
}
