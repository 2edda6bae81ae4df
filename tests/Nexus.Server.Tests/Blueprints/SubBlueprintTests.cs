using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Nexus.Contracts;
using Nexus.Engine;

namespace Nexus.Server.Tests.Blueprints;

/// <summary><c>blueprint.run</c>: a run that waits for another.</summary>
public sealed class SubBlueprintTests
{
    private const string Doubling = """
        id: bp.doubling
        trigger: { event_type: never.told }
        inputs: [ { name: n, type: integer } ]
        plan: [ { kind: transform, id: it, value: { twice: "{{ inputs.n * 2 }}" } } ]
        outputs: [ { name: twice } ]
        """;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_the_other_gives_is_what_the_step_gives()
    {
        await using var host = await ServerHost.StartAsync();
        using var client = host.Client();
        await client.PromotedAsync(Doubling, "doubling");

        var ended = await RunAsync(host, client, """
            - { kind: action_task, id: each, action: blueprint.run, for_each: [1, 2, 3], concurrency: 3,
                with: { blueprint: bp.doubling, inputs: { n: "{{ item }}" }, name: "of {{ item }}" } }
            - { kind: transform, id: sum, value: { all: "{{ pluck(steps.each.outputs, 'twice') }}" } }
            """, "all");

        Assert.Equal("""{"all":[2,4,6]}""", ended.Outputs?.GetRawText());
        var children = (await client.RunsAsync()).Where(run => run.ParentRunId == ended.RunId).ToList();
        Assert.Equal(["of 1", "of 2", "of 3"], children.Select(run => run.Title).Order());
        Assert.All(children, run => Assert.Equal((ended.CorrelationId, ended.Actor), (run.CorrelationId, run.Actor)));
    }

    [Theory]
    [InlineData("blueprint: bp.doubling, inputs: { n: text }", "run.bad_inputs")]
    [InlineData("blueprint: bp.none", "blueprint.not_found")]
    [InlineData("blueprint: bp.breaking", "run.child_failed")]
    public async Task What_does_not_begin_or_fails_fails_the_step(string with, string code)
    {
        await using var host = await ServerHost.StartAsync();
        using var client = host.Client();
        await client.PromotedAsync(Doubling, "doubling");
        await client.PromotedAsync("""
            id: bp.breaking
            trigger: { event_type: never.told }
            plan: [ { kind: transform, id: it, value: "{{ 1 / length('') }}" } ]
            """, "breaking");

        var ended = await RunAsync(
            host, client, $$"""- { kind: action_task, id: it, action: blueprint.run, with: { {{with}} } }""");

        Assert.Equal(code, ended.Error?.Code);
    }

    [Fact]
    public async Task Who_waits_for_another_takes_no_slot()
    {
        await using var host = await ServerHost.StartAsync(configure: services =>
            services.AddSingleton(Options.Create(new EngineOptions { MaxConcurrentRuns = 1 })));
        using var client = host.Client();
        await client.PromotedAsync(Doubling, "doubling");
        await client.PromotedAsync(Calling("bp.middle", "bp.doubling", "inputs: { n: 4 }"), "middle");

        var all = new List<RunView>();
        await client.PromotedAsync(Calling("bp.outer", "bp.middle"), "outer");
        for (var i = 0; i < 5; i++)
            all.Add(await client.StartedAsync(new() { BlueprintRef = "bp.outer" }));

        foreach (var run in all)
        {
            var ended = await host.EndAsync(client, run.RunId);
            Assert.Equal((RunStatus.Completed, null), (ended.Status, ended.Error?.Message));
        }
    }

    [Theory]
    [InlineData("", "cancel")]
    [InlineData("timeout: 200ms, ", "timeout")]
    public async Task Who_does_not_wait_any_more_takes_the_other_along(string step, string why)
    {
        await using var host = await ServerHost.StartAsync();
        using var client = host.Client();
        await client.PromotedAsync(Workshop.Asking(), "asking");
        var outer = await StartedAsync(client, $$"""
            - { kind: action_task, id: it, action: blueprint.run, {{step}}with: { blueprint: bp.asking } }
            """);
        var child = (await host.EventAsync("xyn.gate.requested")).RunId!.Value;

        if (why is "cancel")
            await client.PostAsync($"/api/v1/runs/{outer.RunId}/cancel", null, Ct);
        var (ended, other) = (await host.EndAsync(client, outer.RunId), await host.EndAsync(client, child));

        Assert.Equal(
            (why is "cancel" ? RunStatus.Cancelled : RunStatus.Failed, RunStatus.Cancelled),
            (ended.Status, other.Status));
        Assert.Contains($"{outer.RunId}", other.CancelReason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_retry_is_another_run_and_a_cancelled_one_is_told_of()
    {
        await using var host = await ServerHost.StartAsync();
        using var client = host.Client();
        await client.PromotedAsync(Workshop.Asking(), "asking");
        var outer = await StartedAsync(client, """
            - { kind: action_task, id: it, action: blueprint.run, retry: { attempts: 2, delay: 1ms },
                with: { blueprint: bp.asking } }
            """);

        var children = new List<Guid>();
        await foreach (var item in host.Ledger.FollowAsync(0, Ct))
        {
            if (item.Event is not { EventName: "xyn.gate.requested", RunId: { } child })
                continue;
            children.Add(child);
            await client.PostAsync($"/api/v1/runs/{child}/cancel", null, Ct);
            if (children.Count == 2)
                break;
        }

        var ended = await host.EndAsync(client, outer.RunId);

        Assert.Equal("run.child_cancelled", ended.Error?.Code);
        Assert.Equal(2, children.Distinct().Count());
    }

    [Fact]
    public async Task A_circle_has_an_end()
    {
        await using var host = await ServerHost.StartAsync();
        using var client = host.Client();
        await client.PromotedAsync(Calling("bp.self", "bp.self"), "self");

        var run = await client.StartedAsync(new() { BlueprintRef = "bp.self" });
        var ended = await host.EndAsync(client, run.RunId);

        Assert.Equal("run.child_failed", ended.Error?.Code);
        var all = await client.RunsAsync();
        Assert.Equal(18, all.Count);
        Assert.Equal("run.too_deep", all.Single(one => all.All(other => other.ParentRunId != one.RunId)).Error?.Code);
    }

    [Fact]
    public async Task None_waits_for_the_end_of_who_waits_for_it()
    {
        await using var host = await ServerHost.StartAsync();
        using var client = host.Client();
        await client.PromotedAsync(
            Calling("bp.keyed", "bp.keyed") + "\nconcurrency: { key: one }", "keyed");

        var run = await client.StartedAsync(new() { BlueprintRef = "bp.keyed" });

        Assert.Equal("run.waits_for_itself", (await host.EndAsync(client, run.RunId)).Error?.Code);
    }

    private static string Calling(string id, string other, string inputs = "inputs: {}") => $$"""
        id: {{id}}
        trigger: { event_type: never.told }
        plan: [ { kind: action_task, id: it, action: blueprint.run, with: { blueprint: {{other}}, {{inputs}} } } ]
        """;

    internal static async Task<RunView> StartedAsync(HttpClient client, string plan, string output = "none")
    {
        await client.PromotedAsync($$"""
            id: bp.outer
            trigger: { event_type: never.told }
            plan:
            {{plan.ReplaceLineEndings("\n  ").Insert(0, "  ")}}
            outputs: [ { name: {{output}} } ]
            """, "outer");
        return await client.StartedAsync(new() { BlueprintRef = "bp.outer" });
    }

    private static async Task<RunView> RunAsync(
        ServerHost host, HttpClient client, string plan, string output = "none") =>
        await host.EndAsync(client, (await StartedAsync(client, plan, output)).RunId);
}
