using System.Net;
using Nexus.Server.Tests.Repeated;

namespace Nexus.Server.Tests.Blueprints;

/// <summary>Events from outside.</summary>
public sealed class EmittedEventTests
{
    [Fact]
    public async Task It_is_its_callers_and_about_itself_unless_it_says_what()
    {
        await using var host = await ServerHost.StartAsync();
        var ann = await host.AddAsync("ann");
        using var client = host.Client(ann.ApiToken);

        using var plain = await client.EmitAsync("""{ "a": 1 }""");
        using var about = await client.AskAsync("k", HttpMethod.Post, "events", """
            {"event_name": "alarm.ended", "resource": {"type": "host", "id": "web-1"}}
            """);

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (plain.StatusCode, about.StatusCode));
        var (first, second) = (await host.EventAsync("alarm.raised"), await host.EventAsync("alarm.ended"));
        Assert.Equal((ann.UserId, ann.UserId), (first.OwnerId, first.Actor));
        Assert.Equal(("event", $"{first.EventId}"), (first.Resource.Type, first.Resource.Id));
        Assert.Equal("""{"a":1}""", first.Data?.GetRawText().Replace(" ", "", StringComparison.Ordinal));
        Assert.Equal(("host", "web-1", "{}"), (second.Resource.Type, second.Resource.Id, second.Data?.GetRawText()));
    }

    [Fact]
    public async Task A_reserved_name_is_anybodys()
    {
        await using var host = await ServerHost.StartAsync();
        using var client = host.Client();

        using var answer = await client.AskAsync(
            "k", HttpMethod.Post, "events", """{"event_name": "xyn.cicd.test.passed", "data": {"change": "0a1b"}}""");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("0a1b", (await host.EventAsync("xyn.cicd.test.passed")).Data?.GetProperty("change").GetString());
    }

    [Theory]
    [InlineData("""{"event_name": "xyn.workspace.ready"}""", "event.name_invalid")]
    [InlineData("""{"event_name": "Loud"}""", "event.name_invalid")]
    [InlineData("""{"event_name": "a.b", "data": [1]}""", "event.invalid")]
    [InlineData("""{"event_name": "a.b", "resource": {"type": "", "id": "x"}}""", "event.invalid")]
    [InlineData("""{"event_name": "a.b", "step_id": "0198c0de-0000-7000-8000-000000000001"}""", "event.invalid")]
    public async Task What_is_no_event_is_refused(string body, string code)
    {
        await using var host = await ServerHost.StartAsync();
        using var client = host.Client();
        var head = host.Ledger.Head;

        using var answer = await client.AskAsync("k", HttpMethod.Post, "events", body);

        await answer.RefusedAsync(HttpStatusCode.UnprocessableEntity, code);
        Assert.Equal(head, host.Ledger.Head);
    }

    [Fact]
    public async Task It_belongs_to_no_run_of_somebody_else()
    {
        await using var host = await ServerHost.StartAsync();
        using var ann = host.Client((await host.AddAsync("ann")).ApiToken);
        using var bob = host.Client((await host.AddAsync("bob")).ApiToken);
        await ann.PromotedAsync(Workshop.Asking());
        var run = await ann.StartedAsync(new() { BlueprintRef = "bp.asking" });
        var body = $$"""{"event_name": "a.b", "run_id": "{{run.RunId}}"}""";

        using var hers = await ann.AskAsync("k", HttpMethod.Post, "events", body);
        using var his = await bob.AskAsync("k", HttpMethod.Post, "events", body);

        Assert.Equal(HttpStatusCode.OK, hers.StatusCode);
        await his.RefusedAsync(HttpStatusCode.NotFound, "run.not_found");
        Assert.Equal(run.RunId, (await host.EventAsync("a.b")).RunId);
    }

    [Fact]
    public async Task Told_twice_with_one_key_it_happened_once_and_started_one_run()
    {
        await using var host = await ServerHost.StartAsync();
        using var client = host.Client();
        await client.PromotedAsync(Workshop.Asking());

        using var first = await client.AskAsync("k", HttpMethod.Post, "events", """{"event_name": "alarm.raised"}""");
        using var again = await client.AskAsync("k", HttpMethod.Post, "events", """{"event_name": "alarm.raised"}""");

        var ct = TestContext.Current.CancellationToken;
        Assert.Equal(await first.Content.ReadAsStringAsync(ct), await again.Content.ReadAsStringAsync(ct));
        Assert.Equal(1, await host.CountAsync("alarm.raised"));
        Assert.Single(await client.RunsAsync());
    }
}
