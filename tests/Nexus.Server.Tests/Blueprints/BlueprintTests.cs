using System.Net;
using System.Net.Http.Json;
using Nexus.Contracts;
using Nexus.Platform.Ledger;

namespace Nexus.Server.Tests.Blueprints;

/// <summary>Blueprints in force: what starts them, for whom, and by which revision.</summary>
public sealed class BlueprintTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_event_starts_it_a_person_opens_its_gate_and_its_outputs_are_there()
    {
        await using var host = await ServerHost.StartAsync();
        using var client = host.Client();
        var blueprint = await client.PromotedAsync(Workshop.Asking());

        await client.EmitAsync("""{ "host": "web-1" }""");
        var run = Assert.Single(await client.RunsAsync());
        var gate = await client.StepAsync(run.RunId, "approve");
        using var decided = await client.DecideAsync(run.RunId, "approve", "go");
        var ended = await host.EndAsync(client, run.RunId);

        Assert.Equal((blueprint.Version, RunStatus.Running, "gate"), (run.Name, run.Status, run.WaitingFor));
        Assert.Equal((true, "Mend web-1?"), (gate.IsWaitingForDecision, gate.Message));
        Assert.Equal(HttpStatusCode.OK, decided.StatusCode);
        Assert.Equal(
            (RunStatus.Completed, """{"said":"one web-1"}"""), (ended.Status, ended.Outputs?.GetRawText()));
        var outputs = (await client.StepAsync(run.RunId, "approve")).Outputs!.Value;
        Assert.Equal("go", outputs.GetProperty("comment").GetString());
    }

    [Fact]
    public async Task Promoted_again_new_runs_have_the_new_revision_and_running_ones_keep_theirs()
    {
        await using var host = await ServerHost.StartAsync();
        using var client = host.Client();
        var first = await client.PromotedAsync(Workshop.Asking());
        await client.EmitAsync();
        var second = await client.PromotedAsync(Workshop.Asking("two"));
        await client.EmitAsync();

        var said = new List<(string, string?)>();
        foreach (var run in (await client.RunsAsync()).Reverse())
        {
            await client.DecideAsync(run.RunId, "approve");
            said.Add((run.Name, (await host.EndAsync(client, run.RunId)).Outputs?.GetRawText()));
        }

        Assert.Equal(
            [(first.Version, """{"said":"one nowhere"}"""), (second.Version, """{"said":"two nowhere"}""")], said);
        var versions = await client.GetFromJsonAsync(
            "/api/v1/blueprints/bp.asking/versions", ContractsJson.Default.BlueprintVersionPage, Ct);
        Assert.Equal(
            [(second.Version, true), (first.Version, false)],
            versions!.Items.Select(version => (version.Version, version.IsActive)));
        var diff = await client.GetFromJsonAsync(
            "/api/v1/blueprints/bp.asking/diff", ContractsJson.Default.BlueprintDiffView, Ct);
        Assert.Equal(2, diff!.Diff.Split('\n').Count(line => line is ['+' or '-', ' ', ..]));
    }

    [Fact]
    public async Task Promoting_what_is_in_force_changes_nothing()
    {
        await using var host = await ServerHost.StartAsync();
        using var client = host.Client();
        var first = await client.PromotedAsync(Workshop.Asking());
        var again = await client.PromotedAsync(Workshop.Asking());

        Assert.Equal(first.PromotedAt, again.PromotedAt);
        Assert.Equal(1, await host.CountAsync("xyn.blueprint.promoted"));
    }

    [Fact]
    public async Task Only_its_owners_events_start_it_and_an_administrators_by_everybodys()
    {
        await using var host = await ServerHost.StartAsync();
        using var admin = host.Client();
        var owner = await host.AddAsync("ann");
        using var ann = host.Client(owner.ApiToken);
        using var bob = host.Client((await host.AddAsync("bob")).ApiToken);
        await ann.PromotedAsync(Workshop.Asking(id: "bp.hers"));
        await admin.PromotedAsync(Workshop.Asking(id: "bp.admins"));

        await bob.EmitAsync();
        var ofBobs = (await admin.RunsAsync()).Select(run => run.Name.Split('@')[0]);
        await ann.EmitAsync();

        Assert.Equal(["bp.admins"], ofBobs);
        Assert.Empty(await bob.RunsAsync());
        Assert.Equal(["bp.hers"], (await ann.RunsAsync()).Select(run => run.Name.Split('@')[0]));
        Assert.Equal(3, (await admin.RunsAsync()).Count);
    }

    [Fact]
    public async Task Others_neither_see_it_nor_take_its_id()
    {
        await using var host = await ServerHost.StartAsync();
        using var ann = host.Client((await host.AddAsync("ann")).ApiToken);
        using var bob = host.Client((await host.AddAsync("bob")).ApiToken);
        await ann.PromotedAsync(Workshop.Asking());
        const string path = "/api/v1/blueprints/bp.asking";
        var his = await bob.ValidatedAsync(await bob.SavedAsync("it", Workshop.Asking("his")));

        await (await bob.DoAsync(his, "promote")).RefusedAsync(HttpStatusCode.Conflict, "blueprint.taken");
        foreach (var below in (string[])["", "/versions", "/diff", "/versions/0123456789ab"])
            await (await bob.GetAsync(path + below, Ct)).RefusedAsync(HttpStatusCode.NotFound, "blueprint.not_found");
        await (await bob.PostAsync($"{path}/disable", null, Ct))
            .RefusedAsync(HttpStatusCode.NotFound, "blueprint.not_found");
        await (await bob.DeleteAsync(path, Ct)).RefusedAsync(HttpStatusCode.NotFound, "blueprint.not_found");
        await (await bob.StartAsync(new() { BlueprintRef = "bp.asking" }))
            .RefusedAsync(HttpStatusCode.NotFound, "blueprint.not_found");
    }

    [Fact]
    public async Task Disabled_nothing_starts_it_and_removed_it_is_gone_once_its_runs_have_ended()
    {
        await using var host = await ServerHost.StartAsync();
        using var client = host.Client();
        await client.PromotedAsync(Workshop.Asking());
        const string path = "/api/v1/blueprints/bp.asking";

        await client.PostAsync($"{path}/disable", null, Ct);
        await client.EmitAsync();
        await (await client.StartAsync(new() { BlueprintRef = "bp.asking" }))
            .RefusedAsync(HttpStatusCode.Conflict, "blueprint.disabled");
        Assert.Empty(await client.RunsAsync());
        await client.PostAsync($"{path}/enable", null, Ct);
        await client.EmitAsync();
        var run = Assert.Single(await client.RunsAsync());
        await (await client.DeleteAsync(path, Ct)).RefusedAsync(HttpStatusCode.Conflict, "blueprint.in_use");
        await client.EmitAsync();
        Assert.Equal(2, (await client.RunsAsync()).Count);
        foreach (var each in await client.RunsAsync())
        {
            await client.DecideAsync(each.RunId, "reject");
            await host.EndAsync(client, each.RunId);
        }

        using var gone = await client.DeleteAsync(path, Ct);
        await client.EmitAsync();

        Assert.Equal(HttpStatusCode.OK, gone.StatusCode);
        Assert.Equal(2, (await client.RunsAsync()).Count);
        Assert.Equal("gate.rejected", (await host.EndAsync(client, run.RunId)).Error?.Code);
        foreach (var kind in (string[])["blueprint", "blueprint.version"])
            Assert.Empty(await host.Ledger.ListAsync(new(kind, Scope.All), Ct));
    }

    [Fact]
    public async Task One_that_starts_itself_ends_with_an_explained_run()
    {
        await using var host = await ServerHost.StartAsync();
        using var client = host.Client();
        await client.PromotedAsync("""
            id: bp.circle
            trigger: { event_type: go.round }
            plan: [ { kind: action_task, id: again, action: event.emit, with: { event_name: go.round } } ]
            """);

        await client.EmitAsync(name: "go.round");
        var failed = await host.EventAsync("xyn.run.failed");
        var last = await host.EndAsync(client, failed.RunId!.Value);

        Assert.Equal("run.too_deep", last.Error?.Code);
        Assert.Equal(18, (await client.RunsAsync()).Count);
        Assert.Equal(17, await host.CountAsync("xyn.run.completed"));
    }
}
