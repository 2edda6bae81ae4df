using System.Net;
using System.Text;
using System.Text.Json;
using Nexus.Contracts;
using Nexus.Server.Tests.Artifacts;
using Nexus.Testing;

namespace Nexus.Server.Tests.Blueprints;

/// <summary><c>POST /api/internal/actions/execute</c>: an action by itself is a run like any other.</summary>
public sealed class ExecutedActionTests
{
    private const string Odd = "say \"hi\" \\ 🎉\n\u0001{ ";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_is_a_run_of_one_step_that_says_who_wanted_what()
    {
        await using var host = await ServerHost.StartAsync();
        using var client = await host.RegisteredAsync();

        var begun = await ExecutedAsync(
            client, """{"action": "event.emit", "name": "by hand", "with": {"event_name": "host.mended"}}""");
        var ended = await host.EndAsync(client, begun.RunId);

        Assert.Equal(
            ("action.execute", "by hand", "action", "event.emit", 1, RunStatus.Completed),
            (begun.Plan, begun.Name, begun.ResourceType, begun.ResourceId, begun.StepCount, ended.Status));
        var asked = await host.EventAsync("xyn.action.execute.requested");
        var mended = await host.EventAsync("host.mended");
        Assert.Equal((begun.Actor, begun.CorrelationId), (asked.Actor, asked.CorrelationId));
        Assert.Equal((begun.RunId, begun.CorrelationId), (mended.RunId, mended.CorrelationId));
        Assert.Equal($"{mended.EventId}", ended.Outputs?.GetProperty("event_id").GetString());
        Assert.Equal((await client.StepAsync(begun.RunId, "action")).StepId, mended.StepId);
    }

    [Fact]
    public async Task What_it_is_given_arrives_as_it_is_and_templates_are_filled_in()
    {
        await using var host = await ServerHost.StartAsync();
        using var client = host.Client();
        var content = JsonSerializer.Serialize(Odd, ContractsJson.Default.String);

        var begun = await ExecutedAsync(client, $$$"""
            {"action": "artifact.write",
              "with": {"name": "odd.txt", "content": {{{content}}}, "kind": "{{ 're' + 'port' }}"}}
            """);
        var ended = await host.EndAsync(client, begun.RunId);

        Assert.Equal((RunStatus.Completed, null), (ended.Status, ended.Error?.Message));
        var artifact = Assert.Single(await client.ArtifactsAsync("&kind=report"));
        var bytes = await (await client.DownloadAsync(artifact)).Content.ReadAsByteArrayAsync(Ct);
        Assert.Equal(Odd, Encoding.UTF8.GetString(bytes));
    }

    [Theory]
    [InlineData("""{"action": "no.such"}""", "action.not_found")]
    [InlineData("""{"action": "event.emit"}""", "blueprint.invalid")]
    [InlineData("""{"action": "event.emit", "with": {"event_name": "a.b", "data": 1}}""", "blueprint.invalid")]
    [InlineData("""{"action": "event.emit", "with": {"event_name": "{{ inputs.x }}"}}""", "blueprint.invalid")]
    [InlineData("""{"action": "event.emit", "with": {"event_name": "a.b"}, "timeout": "9d"}""", "blueprint.invalid")]
    [InlineData("""{"action": "event.emit", "with": []}""", "run.invalid")]
    [InlineData("""{"action": "event.emit", "with": {"event_name": "a.b"}, "name": "\u0000"}""", "run.invalid")]
    public async Task What_cannot_be_done_is_refused_and_not_recorded(string request, string code)
    {
        await using var host = await ServerHost.StartAsync();
        using var client = host.Client();

        using var answer = await ExecuteAsync(client, request);

        Assert.Equal(code, (await answer.ErrorAsync()).Error.Code);
        Assert.Empty(await client.RunsAsync());
    }

    [Fact]
    public async Task It_is_for_administrators()
    {
        await using var host = await ServerHost.StartAsync();
        using var ann = host.Client((await host.AddAsync("ann")).ApiToken);

        using var answer = await ExecuteAsync(
            ann, """{"action": "event.emit", "with": {"event_name": "a.b"}}""");

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.Equal(0, await host.CountAsync("xyn.action.execute.requested"));
    }

    [Fact]
    public async Task Asked_twice_under_one_key_it_is_done_once()
    {
        const string request = """{"action": "event.emit", "with": {"event_name": "host.mended"}}""";
        await using var host = await ServerHost.StartAsync();
        using var client = host.Client();
        client.DefaultRequestHeaders.Add("Idempotency-Key", "mend-1");

        var first = await ExecutedAsync(client, request);
        await host.EndAsync(client, first.RunId);
        var second = await ExecutedAsync(client, request);
        using var other = await ExecuteAsync(
            client, """{"action": "event.emit", "with": {"event_name": "host.other"}}""");

        Assert.Equal(first.RunId, second.RunId);
        Assert.Equal("request.key_reused", (await other.ErrorAsync()).Error.Code);
        Assert.Equal(1, await host.CountAsync("host.mended"));
        Assert.Single(await client.RunsAsync());
    }

    [Fact]
    public async Task Its_time_is_what_was_asked_for()
    {
        await using var host = await ServerHost.StartAsync();
        using var client = host.Client();
        await client.PromotedAsync(Workshop.Asking());

        var begun = await ExecutedAsync(
            client, """{"action": "blueprint.run", "timeout": "1s", "with": {"blueprint": "bp.asking"}}""");
        var ended = await host.EndAsync(client, begun.RunId);

        Assert.Equal((RunStatus.Failed, "run.step_timeout"), (ended.Status, ended.Error?.Code));
        Assert.Contains("00:00:01", ended.Error?.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task After_a_restart_it_goes_on()
    {
        using var home = new TemporaryDirectory();
        Guid run;
        await using (var first = await ServerHost.StartAsync(home: home.Path))
        {
            using var before = first.Client();
            await before.PromotedAsync(Workshop.Asking());
            run = (await ExecutedAsync(
                before, """{"action": "blueprint.run", "with": {"blueprint": "bp.asking"}}""")).RunId;
            await first.EventAsync("xyn.gate.requested");
        }

        await using var host = await ServerHost.StartAsync(home: home.Path);
        using var client = host.Client();
        var child = (await client.RunsAsync()).Single(one => one.ParentRunId == run);
        await client.DecideAsync(child.RunId, "approve");
        var ended = await host.EndAsync(client, run);

        Assert.Equal("""{"said":"one nowhere"}""", ended.Outputs?.GetRawText());
        Assert.True((await client.ReplayAsync(run)).Consistent);
        Assert.Equal("run.built_in", (await (await client.RepeatAsync(run, "rerun")).ErrorAsync()).Error.Code);
    }

    private static Task<HttpResponseMessage> ExecuteAsync(HttpClient client, string request) => client.PostAsync(
        "/api/internal/actions/execute", new StringContent(request, Encoding.UTF8, "application/json"), Ct);

    private static async Task<RunView> ExecutedAsync(HttpClient client, string request)
    {
        using var answer = await ExecuteAsync(client, request);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.ReadAsync(ContractsJson.Default.RunView);
    }
}
