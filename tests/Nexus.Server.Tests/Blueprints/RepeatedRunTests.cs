using System.Net;
using Nexus.Contracts;
using Nexus.Server.Tests.Repeated;

namespace Nexus.Server.Tests.Blueprints;

/// <summary>Runs that go on from others, and runs that are done again.</summary>
public sealed class RepeatedRunTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_retry_has_what_completed_and_the_revision_and_asks_again_what_failed()
    {
        await using var host = await ServerHost.StartAsync();
        using var client = host.Client();
        var first = await client.PromotedAsync(Telling());
        var failed = await FailedAsync(host, client);
        await client.PromotedAsync(Telling("two"));

        var retry = await client.RepeatedAsync(failed.RunId, "retry");
        await client.DecideAsync(retry.RunId, "approve", "go");
        var ended = await host.EndAsync(client, retry.RunId);

        Assert.Equal((RunStatus.Completed, first.Version, failed.RunId), (ended.Status, ended.Name, ended.RetryOf));
        Assert.Equal("""{"said":"one web-1"}""", ended.Outputs?.GetRawText());
        Assert.Equal(1, await host.CountAsync("test.told"));
        var (before, now) = (await client.StepAsync(failed.RunId, "tell"), await client.StepAsync(retry.RunId, "tell"));
        Assert.Equal((before.StepId, before.IdempotencyKey), (now.KeptFrom, now.IdempotencyKey));
        Assert.Equal(before.Outputs?.GetRawText(), now.Outputs?.GetRawText());
        Assert.Equal(RunStatus.Failed, (await client.RunAsync(failed.RunId)).Status);
        Assert.True((await client.ReplayAsync(retry.RunId)).Consistent);
        Assert.True((await client.ReplayAsync(failed.RunId)).Consistent);
    }

    [Fact]
    public async Task Of_a_retry_a_retry_has_what_both_did()
    {
        await using var host = await ServerHost.StartAsync();
        using var client = host.Client();
        await client.PromotedAsync(Telling());
        var failed = await FailedAsync(host, client);
        var second = await client.RepeatedAsync(failed.RunId, "retry");
        await client.DecideAsync(second.RunId, "reject", "no");
        await host.EndAsync(client, second.RunId);

        var third = await client.RepeatedAsync(second.RunId, "retry");

        Assert.Equal(
            (await client.StepAsync(failed.RunId, "tell")).StepId,
            (await client.StepAsync(third.RunId, "tell")).KeptFrom);
        Assert.Equal(1, await host.CountAsync("test.told"));
    }

    [Fact]
    public async Task A_rerun_does_all_again_with_other_inputs_and_the_same_event()
    {
        await using var host = await ServerHost.StartAsync();
        using var client = host.Client();
        await client.PromotedAsync("""
            id: bp.again
            trigger: { event_type: alarm.raised }
            inputs: [ { name: host }, { name: size, type: integer, default: 1 } ]
            plan:
              - { kind: transform, id: it, value: { all: "{{ inputs }}", why: "{{ event.data.why }}" } }
            outputs: [ { name: all }, { name: why } ]
            """);
        await client.EmitAsync("""{ "host": "web-1", "why": "disk" }""");
        var first = (await client.RunsAsync())[0].RunId;
        await host.EndAsync(client, first);

        var same = await client.RepeatedAsync(first, "rerun");
        var other = await client.RepeatedAsync(first, "rerun", """{ "inputs": { "size": 2 } }""");
        await (await client.RepeatAsync(first, "rerun", """{ "inputs": { "size": "big", "sizes": 1 } }"""))
            .RefusedAsync(HttpStatusCode.UnprocessableEntity, "run.bad_inputs");
        await (await client.RepeatAsync(first, "rerun", """{ "inputs": [1] }"""))
            .RefusedAsync(HttpStatusCode.UnprocessableEntity, "run.invalid");

        Assert.Equal((first, null), (same.RerunOf, same.RetryOf));
        Assert.Equal(
            """{"all":{"host":"web-1","size":1},"why":"disk"}""",
            (await host.EndAsync(client, same.RunId)).Outputs?.GetRawText());
        Assert.Equal(
            """{"all":{"host":"web-1","size":2},"why":"disk"}""",
            (await host.EndAsync(client, other.RunId)).Outputs?.GetRawText());
    }

    [Fact]
    public async Task A_run_that_could_not_begin_is_done_again_with_what_it_lacked()
    {
        await using var host = await ServerHost.StartAsync();
        using var client = host.Client();
        await client.PromotedAsync("""
            id: bp.lacking
            trigger: { event_type: alarm.raised }
            inputs: [ { name: host, type: string } ]
            plan: [ { kind: transform, id: it, value: { text: "{{ inputs.host }}" } } ]
            """);
        await client.EmitAsync();
        var failed = (await client.RunsAsync())[0];

        await (await client.RepeatAsync(failed.RunId, "retry"))
            .RefusedAsync(HttpStatusCode.UnprocessableEntity, "run.bad_inputs");
        var again = await client.RepeatedAsync(failed.RunId, "rerun", """{ "inputs": { "host": "web-1" } }""");

        Assert.Equal("blueprint.input_missing", failed.Error?.Code);
        Assert.Equal(RunStatus.Completed, (await host.EndAsync(client, again.RunId)).Status);
        Assert.True((await client.ReplayAsync(failed.RunId)).Consistent);
    }

    [Fact]
    public async Task Who_may_not_start_it_and_what_cannot_be_are_told()
    {
        await using var host = await ServerHost.StartAsync();
        using var admin = host.Client();
        using var ann = host.Client((await host.AddAsync("ann")).ApiToken);
        using var bob = host.Client((await host.AddAsync("bob")).ApiToken);
        await ann.PromotedAsync(Telling());
        var going = (await ann.StartedAsync(new() { BlueprintRef = "bp.telling" })).RunId;
        foreach (var what in (string[])["retry", "rerun"])
        {
            await (await ann.RepeatAsync(going, what)).RefusedAsync(HttpStatusCode.Conflict, "run.not_ended");
            await (await bob.RepeatAsync(going, what)).RefusedAsync(HttpStatusCode.NotFound, "run.not_found");
            await (await ann.RepeatAsync(Guid.Empty, what)).RefusedAsync(HttpStatusCode.NotFound, "run.not_found");
        }

        await WaitingAsync(host, going);
        await ann.DecideAsync(going, "approve");
        await host.EndAsync(ann, going);
        await (await ann.RepeatAsync(going, "retry")).RefusedAsync(HttpStatusCode.Conflict, "run.not_failed");
        var failed = (await FailedAsync(host, ann)).RunId;
        Assert.Equal(
            (await ann.RunAsync(failed)).RunId, (await admin.RepeatedAsync(failed, "retry")).RetryOf);
        await CancelAllAsync(host, ann);

        await ann.PostAsync("/api/v1/blueprints/bp.telling/disable", null, Ct);
        await (await ann.RepeatAsync(failed, "retry")).RefusedAsync(HttpStatusCode.Conflict, "blueprint.disabled");
        await ann.DeleteAsync("/api/v1/blueprints/bp.telling", Ct);
        await (await ann.RepeatAsync(failed, "retry")).RefusedAsync(HttpStatusCode.NotFound, "blueprint.not_found");
        await admin.PromotedAsync(Telling());
        await (await admin.RepeatAsync(failed, "retry")).RefusedAsync(HttpStatusCode.NotFound, "blueprint.not_found");
    }

    [Fact]
    public async Task Asked_for_twice_with_one_key_it_is_one_run()
    {
        await using var host = await ServerHost.StartAsync();
        using var client = host.Client();
        await client.PromotedAsync(Telling());
        var failed = (await FailedAsync(host, client)).RunId;

        await client.AskAsync("k", HttpMethod.Post, $"runs/{failed}/retry", "");
        var again = await client.AskAsync("k", HttpMethod.Post, $"runs/{failed}/retry", "");

        Assert.Equal((await client.RunsAsync())[0].RunId, (await again.ReadAsync(ContractsJson.Default.RunView)).RunId);
        Assert.Equal(1, await host.CountAsync("xyn.run.retry.requested"));
    }

    /// <summary>It tells before it asks.</summary>
    private static string Telling(string said = "one") => $$$"""
        id: bp.telling
        trigger: { event_type: alarm.raised }
        inputs: [ { name: host, type: string, default: web-1 } ]
        plan:
          - { kind: action_task, id: tell, action: event.emit, with: { event_name: test.told } }
          - { kind: gate, id: approve, mode: manual }
          - { kind: transform, id: mend, value: { said: "{{{said}}} {{ inputs.host }}" } }
        outputs: [ { name: said } ]
        """;

    private static async Task<RunView> FailedAsync(ServerHost host, HttpClient client)
    {
        var run = (await client.StartedAsync(new() { BlueprintRef = "bp.telling" })).RunId;
        await WaitingAsync(host, run);
        await client.DecideAsync(run, "reject", "no");
        return await host.EndAsync(client, run);
    }

    private static async Task WaitingAsync(ServerHost host, Guid run)
    {
        await foreach (var item in host.Ledger.FollowAsync(0, Ct))
        {
            if (item.Event.RunId == run && item.Event.EventName is "xyn.gate.requested")
                return;
        }
    }

    private static async Task CancelAllAsync(ServerHost host, HttpClient client)
    {
        foreach (var run in (await client.RunsAsync()).Where(run => run.CompletedAt is null))
        {
            await client.PostAsync($"/api/v1/runs/{run.RunId}/cancel", null, Ct);
            await host.EndAsync(client, run.RunId);
        }
    }
}
