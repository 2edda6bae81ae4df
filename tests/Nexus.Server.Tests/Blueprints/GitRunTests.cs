using Nexus.Contracts;
using Nexus.Server.Tests.Artifacts;

namespace Nexus.Server.Tests.Blueprints;

/// <summary><c>git.*</c> in a run: what it commits names it, and its diff is an artifact.</summary>
public sealed class GitRunTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_run_commits_and_keeps_its_diff()
    {
        await using var host = await ServerHost.StartAsync();
        using var client = host.Client();
        await client.PromotedAsync("""
            id: bp.committing
            trigger: { event_type: never.told }
            plan:
              - { kind: action_task, id: init, action: git.repo.init, with: { repo: notes } }
              - { kind: action_task, id: write, action: git.commit,
                  with: { repo: notes, message: "note of {{ run.id }}", files: { a.txt: "one\n" } } }
              - { kind: action_task, id: diff, action: git.diff, with: { repo: notes, artifact: change.patch } }
              - { kind: action_task, id: log, action: git.log, with: { repo: notes } }
            outputs: [ { name: artifact_id }, { name: diff }, { name: commits } ]
            """);

        var run = await client.StartedAsync(new() { BlueprintRef = "bp.committing" });
        var ended = await host.EndAsync(client, run.RunId);

        Assert.Equal((RunStatus.Completed, null), (ended.Status, ended.Error?.Message));
        var outputs = ended.Outputs!.Value;
        Assert.Equal($"{run.RunId}", outputs.GetProperty("commits")[0].GetProperty("run_id").GetString());
        var patch = await client.DownloadAsync(outputs.GetProperty("artifact_id").GetGuid());
        Assert.Equal(outputs.GetProperty("diff").GetString(), await patch.Content.ReadAsStringAsync(Ct));
        Assert.Equal(run.RunId, (await host.EventAsync("xyn.git.commit.created")).RunId);
    }
}
