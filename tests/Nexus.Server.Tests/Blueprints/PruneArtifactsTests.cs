using System.Net.Http.Json;
using Nexus.Contracts;
using Nexus.Server.Tests.Actions;

namespace Nexus.Server.Tests.Blueprints;

/// <summary><c>artifact.prune</c>: the newest of a name stay, and nothing else goes.</summary>
public sealed class PruneArtifactsTests
{
    private const StringComparison Ordinal = StringComparison.Ordinal;

    private const string Writing = """
        id: bp.writing
        trigger: { event_type: alarm.raised }
        plan:
          - { kind: action_task, id: a, action: artifact.write, for_each: [1, 2, 3, 4],
              with: { name: a.txt, kind: backup, content: "{{ item }}" } }
          - { kind: action_task, id: b, action: artifact.write, with: { name: b.txt, kind: backup, content: b } }
          - { kind: action_task, id: c, action: artifact.write, with: { name: a.txt, kind: report, content: c } }
        """;

    [Fact]
    public async Task The_newest_stay_and_what_is_called_otherwise_or_is_anothers()
    {
        await using var host = await ServerHost.StartAsync();
        using var admin = host.Client();
        using var ann = host.Client((await host.AddAsync("ann")).ApiToken);
        foreach (var (client, id) in ((HttpClient, string)[])[(admin, "bp.writing"), (ann, "bp.hers")])
        {
            await client.PromotedAsync(Writing.Replace("bp.writing", id, Ordinal));
            await host.RunAsync(client, id);
        }

        var before = await ListAsync(ann, "backup");
        await ann.PromotedAsync(Steps.Doing("artifact.prune", "name: a.txt, kind: backup, keep: 2"), "prune");

        var ended = await host.RunAsync(ann, "bp.doing");
        var again = await host.RunAsync(ann, "bp.doing");

        Assert.Equal((RunStatus.Completed, null), (ended.Status, ended.Error?.Message));
        var gone = before.Where(one => one.Name is "a.txt").Skip(2).Select(one => one.ArtifactId).ToList();
        Assert.Equal(2, gone.Count);
        Assert.Equal(
            $$"""{"kept":2,"removed":["{{gone[0]}}","{{gone[1]}}"]}""", await OutputsAsync(ann, ended));
        Assert.Equal("""{"kept":2,"removed":[]}""", await OutputsAsync(ann, again));
        var left = await ListAsync(ann, "backup");
        Assert.Equal(before.Select(one => one.ArtifactId).Except(gone), left.Select(one => one.ArtifactId));
        Assert.Single(await ListAsync(ann, "report"), one => one.Name is "a.txt");
        Assert.Equal(4 + 2, (await ListAsync(admin, "backup")).Count(one => one.Name is "a.txt"));
        Assert.Equal(2, await host.CountAsync("xyn.artifact.removed"));
    }

    [Theory]
    [InlineData("keep: 0")]
    [InlineData("keep: 1001")]
    public async Task A_number_that_makes_no_sense_removes_nothing(string keep)
    {
        await using var host = await ServerHost.StartAsync();
        using var client = host.Client();
        await client.PromotedAsync(Steps.Doing("artifact.prune", $"name: a.txt, {keep}"));

        Assert.Equal("action.bad_input", (await host.RunAsync(client, "bp.doing")).Error?.Code);
    }

    private static async Task<string?> OutputsAsync(HttpClient client, RunView run) =>
        (await client.StepAsync(run.RunId, "it")).Outputs?.GetRawText();

    private static async Task<IReadOnlyList<ArtifactView>> ListAsync(HttpClient client, string kind) =>
        (await client.GetFromJsonAsync(
            $"/api/v1/artifacts?limit=500&kind={kind}", ContractsJson.Default.ArtifactPage,
            TestContext.Current.CancellationToken))!.Items;
}
