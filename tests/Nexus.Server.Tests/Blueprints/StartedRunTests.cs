using System.Net;
using System.Text.Json;
using Nexus.Contracts;
using Nexus.Server.Tests.Repeated;

namespace Nexus.Server.Tests.Blueprints;

/// <summary>Runs that a person wants, and what they decide in them.</summary>
public sealed class StartedRunTests
{
    private const string Sized = """
        id: bp.sized
        trigger: { event_type: alarm.raised }
        inputs:
          - { name: size, type: integer, enum: [1, 2] }
          - { name: host, type: string }
          - { name: note, default: none }
        plan: [ { kind: transform, id: it, value: { all: "{{ inputs }}" } } ]
        outputs: [ { name: all } ]
        """;

    [Fact]
    public async Task It_begins_with_what_is_given_and_what_stands_in_for_the_rest()
    {
        await using var host = await ServerHost.StartAsync();
        using var client = host.Client();
        var blueprint = await client.PromotedAsync(Sized);

        var run = await client.StartedAsync(new()
        {
            Name = "by hand",
            BlueprintRef = "bp.sized",
            Inputs = JsonElement.Parse("""{ "size": 2, "host": "web-1" }"""),
        });
        var ended = await host.EndAsync(client, run.RunId);

        Assert.Equal(
            (blueprint.Version, "by hand", "by hand", "bp.sized"), (run.Plan, run.Name, run.Title, run.ResourceId));
        Assert.Equal(
            """{"all":{"size":2,"host":"web-1","note":"none"}}""", ended.Outputs?.GetRawText());
        Assert.Equal(run.CorrelationId, (await host.EventAsync("xyn.blueprint.run.requested")).CorrelationId);
    }

    [Fact]
    public async Task Inputs_that_do_not_fit_are_all_told_and_nothing_begins()
    {
        await using var host = await ServerHost.StartAsync();
        using var client = host.Client();
        await client.PromotedAsync(Sized);
        var head = host.Ledger.Head;

        using var answer = await client.StartAsync(new()
        {
            BlueprintRef = "bp.sized",
            Inputs = JsonElement.Parse("""{ "size": 3, "hots": "web-1" }"""),
        });

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        var error = (await answer.ErrorAsync()).Error;
        Assert.Equal("run.bad_inputs", error.Code);
        Assert.Equal(["host", "hots", "size"], error.Details!.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(head, host.Ledger.Head);
    }

    [Fact]
    public async Task A_revision_that_is_not_the_active_one_can_be_named()
    {
        await using var host = await ServerHost.StartAsync();
        using var client = host.Client();
        var first = await client.PromotedAsync(Workshop.Asking());
        await client.PromotedAsync(Workshop.Asking("two"));

        var named = await client.StartedAsync(new() { BlueprintRef = first.Version });
        var whole = await client.StartedAsync(new() { BlueprintRef = $"bp.asking@{first.Revision}" });

        Assert.Equal((first.Version, first.Version), (named.Name, whole.Name));
        foreach (var wrong in (string[])["bp.asking@0123456789ab", "bp.asking@012", $"{first.Version}0", "bp.asking@"])
        {
            await (await client.StartAsync(new() { BlueprintRef = wrong }))
                .RefusedAsync(HttpStatusCode.NotFound, "blueprint.version_not_found");
        }

        await (await client.StartAsync(new() { BlueprintRef = "" }))
            .RefusedAsync(HttpStatusCode.NotFound, "blueprint.not_found");
    }

    [Fact]
    public async Task Asked_for_twice_with_one_key_it_is_one_run()
    {
        await using var host = await ServerHost.StartAsync();
        using var client = host.Client();
        await client.PromotedAsync(Workshop.Asking());

        await client.AskAsync("k", HttpMethod.Post, "runs", """{"blueprint_ref": "bp.asking"}""");
        var again = await client.AskAsync("k", HttpMethod.Post, "runs", """{"blueprint_ref": "bp.asking"}""");

        var run = Assert.Single(await client.RunsAsync());
        Assert.Equal(run.RunId, (await again.ReadAsync(ContractsJson.Default.RunView)).RunId);
    }

    [Fact]
    public async Task While_its_key_is_taken_one_that_skips_is_refused()
    {
        await using var host = await ServerHost.StartAsync();
        using var client = host.Client();
        await client.PromotedAsync(Workshop.Asking() + "\nconcurrency: { key: all, on_busy: skip }");
        await client.StartedAsync(new() { BlueprintRef = "bp.asking" });

        using var second = await client.StartAsync(new() { BlueprintRef = "bp.asking" });

        await second.RefusedAsync(HttpStatusCode.Conflict, "run.lane_busy");
        Assert.Single(await client.RunsAsync());
    }

    [Fact]
    public async Task What_is_decided_stays_and_is_told_with_who_decided()
    {
        await using var host = await ServerHost.StartAsync();
        using var admin = host.Client();
        var owner = await host.AddAsync("ann");
        using var ann = host.Client(owner.ApiToken);
        using var bob = host.Client((await host.AddAsync("bob")).ApiToken);
        await ann.PromotedAsync(Workshop.Asking());
        var run = (await ann.StartedAsync(new() { BlueprintRef = "bp.asking" })).RunId;

        await (await bob.DecideAsync(run, "approve")).RefusedAsync(HttpStatusCode.NotFound, "run.not_found");
        await (await ann.DecideAsync(run, "approve", step: "mend"))
            .RefusedAsync(HttpStatusCode.NotFound, "step.not_found");
        await (await ann.DecideAsync(run, "approve", new('x', 1001)))
            .RefusedAsync(HttpStatusCode.UnprocessableEntity, "gate.comment_too_long");
        using var first = await ann.DecideAsync(run, "approve", "go");
        await host.EndAsync(ann, run);
        using var again = await ann.DecideAsync(run, "approve", "go");
        await (await ann.DecideAsync(run, "reject", "go")).RefusedAsync(HttpStatusCode.Conflict, "gate.decided");
        await (await admin.DecideAsync(run, "approve", "go")).RefusedAsync(HttpStatusCode.Conflict, "gate.decided");
        await (await ann.DecideAsync(run, "approve", step: "mend"))
            .RefusedAsync(HttpStatusCode.Conflict, "gate.not_waiting");

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (first.StatusCode, again.StatusCode));
        var decision = (await again.ReadAsync(ContractsJson.Default.StepView)).Decision;
        Assert.Equal((true, owner.UserId, "go"), (decision!.IsApproved, decision.By, decision.Comment));
        Assert.Equal(1, await host.CountAsync("xyn.gate.approved"));
    }

    [Fact]
    public async Task Two_who_decide_at_once_decide_once()
    {
        await using var host = await ServerHost.StartAsync();
        using var client = host.Client();
        await client.PromotedAsync(Workshop.Asking());
        var run = (await client.StartedAsync(new() { BlueprintRef = "bp.asking" })).RunId;

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(
            one => client.DecideAsync(run, one % 2 == 0 ? "approve" : "reject", $"{one}")));

        Assert.Single(answers, answer => answer.StatusCode is HttpStatusCode.OK);
        Assert.Equal(1, await host.CountAsync("xyn.gate.approved") + await host.CountAsync("xyn.gate.rejected"));
    }
}
