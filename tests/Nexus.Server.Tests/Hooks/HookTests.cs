using System.Net;
using Nexus.Contracts;
using Nexus.Server.Tests.Blueprints;
using Nexus.Server.Tests.Repeated;
using Nexus.Testing;

namespace Nexus.Server.Tests.Hooks;

/// <summary>Webhooks become events: their owner's, once each, and on disk when the sender hears so.</summary>
public sealed class HookTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_push_of_github_is_an_event_of_the_owner_and_starts_a_run()
    {
        await using var host = await ServerHost.StartAsync();
        var ann = await host.AddAsync("ann");
        using var client = host.Client(ann.ApiToken);
        using var github = host.Client(token: null);
        await client.AddedAsync(Sender.Github());
        await client.PromotedAsync("""
            id: bp.pushed
            trigger: { event_type: github.push, where: "{{ event.data.payload.ref == 'refs/heads/main' }}" }
            inputs: [ { name: commit, from: event.data.payload.head.id } ]
            plan: [ { kind: transform, id: it, value: { commit: "{{ inputs.commit }}" } } ]
            outputs: [ { name: commit } ]
            """);
        github.DefaultRequestHeaders.Add("X-Correlation-Id", "chain-1");

        var answer = await github.PushAsync("d-1").AnswerAsync(HttpStatusCode.Accepted);
        var run = Assert.Single(await client.RunsAsync());
        var ended = await host.EndAsync(client, run.RunId);

        var told = await host.EventAsync("github.push");
        Assert.Equal(("accepted", told.EventId), (answer.Status, answer.EventId));
        Assert.Equal(
            (ann.UserId, "hook:gh", "chain-1", "hook", "gh"),
            (told.OwnerId, told.Actor, told.CorrelationId, told.Resource.Type, told.Resource.Id));
        Assert.Equal(
            $$"""{"action":null,"delivery":"d-1","payload":{{Sender.Pushed("d-1")}}}""", told.Data?.GetRawText());
        Assert.Equal("""{"commit":"0a1b"}""", ended.Outputs?.GetRawText());
    }

    [Fact]
    public async Task What_is_delivered_again_made_its_event_the_first_time()
    {
        await using var host = await ServerHost.StartAsync();
        using var client = host.Client();
        await client.AddedAsync(Sender.Github());
        await client.AddedAsync(Sender.Github("other"));

        var first = await client.PushAsync("d-1").AnswerAsync(HttpStatusCode.Accepted);
        var again = await client.PushAsync("d-1").AnswerAsync(HttpStatusCode.OK);
        await client.PushAsync("d-2").AnswerAsync(HttpStatusCode.Accepted);
        await client.PushAsync("d-1", source: "other").AnswerAsync(HttpStatusCode.Accepted);

        Assert.Equal(("repeated", first.EventId), (again.Status, again.EventId));
        Assert.Equal(3, await host.CountAsync("github.push"));
    }

    [Fact]
    public async Task Delivered_many_times_at_once_it_is_one_event()
    {
        await using var host = await ServerHost.StartAsync();
        using var client = host.Client();
        await client.AddedAsync(Sender.Github());

        var answers = await Task.WhenAll(Enumerable.Range(0, 32).Select(async i =>
        {
            using var sent = await client.PushAsync($"d-{i % 2}");
            return await sent.ReadAsync(ContractsJson.Default.HookAnswer);
        }));

        Assert.Equal(2, answers.Count(answer => answer.Status is "accepted"));
        Assert.Equal(2, answers.Select(answer => answer.EventId).Distinct().Count());
        Assert.Equal(2, await host.CountAsync("github.push"));
    }

    [Fact]
    public async Task A_server_that_dies_before_it_answers_has_the_event_and_makes_no_second()
    {
        await using var host = await ServerHost.StartAsync(configure: DyingLedger.Add);
        using var client = host.Client();
        await client.AddedAsync(Sender.Github());

        ((DyingLedger)host.Ledger).Deaths = 1;
        using var unheard = await client.PushAsync("d-1");
        var again = await client.PushAsync("d-1").AnswerAsync(HttpStatusCode.OK);

        Assert.Equal(HttpStatusCode.InternalServerError, unheard.StatusCode);
        Assert.Equal((await host.EventAsync("github.push")).EventId, again.EventId);
        Assert.Equal(1, await host.CountAsync("github.push"));
    }

    [Fact]
    public async Task A_ping_is_answered_and_a_form_is_read()
    {
        await using var host = await ServerHost.StartAsync();
        using var client = host.Client();
        await client.AddedAsync(Sender.Github());

        var pong = await client.PushAsync("d-1", kind: "ping").AnswerAsync(HttpStatusCode.OK);
        var form = $"payload={Uri.EscapeDataString("""{"action":"opened now","n":"ä"}""").Replace("%20", "+")}&x=1";
        await client.PushAsync("d-2", form, kind: "Issues", type: "application/x-www-form-urlencoded")
            .AnswerAsync(HttpStatusCode.Accepted);

        Assert.Equal(new("pong", null), pong);
        Assert.Equal(
            """{"action":"opened now","delivery":"d-2","payload":{"action":"opened now","n":"ä"}}""",
            (await host.EventAsync("github.issues")).Data?.GetRawText());
    }

    [Fact]
    public async Task Json_says_by_pointers_what_its_event_is()
    {
        await using var host = await ServerHost.StartAsync();
        using var client = host.Client();
        await client.AddedAsync(Sender.Json() with
        {
            EventName = "ci.other",
            EventFrom = "/type",
            DataFrom = "/items/1/a~1b",
            DeliveryFrom = "/id",
            Auth = "token",
        });
        (string, string)[] token = [("X-Nexus-Token", Sender.Secret)];
        const string named = """{"id": 7, "type": "ci.green", "items": [{}, {"a/b": {"x": 1}}]}""";
        const string unnamed = """{"id": 8, "items": [{}, {"a/b": [1]}]}""";

        await client.SendAsync("ci", named, "application/json", token).AnswerAsync(HttpStatusCode.Accepted);
        await client.SendAsync("ci", named, "application/json", token).AnswerAsync(HttpStatusCode.OK);
        await client.SendAsync("ci", unnamed, "application/json", token).AnswerAsync(HttpStatusCode.Accepted);

        Assert.Equal("""{"x":1}""", (await host.EventAsync("ci.green")).Data?.GetRawText());
        Assert.Equal("""{"payload":[1]}""", (await host.EventAsync("ci.other")).Data?.GetRawText());
        Assert.Equal(1, await host.CountAsync("ci.green"));
    }

    [Fact]
    public async Task What_is_signed_with_its_time_is_taken_once_and_while_it_is_new()
    {
        var clock = new ManualClock();
        await using var host = await ServerHost.StartAsync(clock);
        using var client = host.Client();
        await client.AddedAsync(Sender.Json());
        var now = clock.GetUtcNow();

        var first = await client.TellAsync("{}", now.AddSeconds(-300)).AnswerAsync(HttpStatusCode.Accepted);
        var replayed = await client.TellAsync("{}", now.AddSeconds(-300)).AnswerAsync(HttpStatusCode.OK);
        await client.TellAsync("{}", now.AddSeconds(300)).AnswerAsync(HttpStatusCode.Accepted);
        await (await client.TellAsync("{}", now.AddSeconds(-301)))
            .RefusedAsync(HttpStatusCode.Unauthorized, "hook.refused");
        await (await client.TellAsync("{}", now.AddSeconds(301)))
            .RefusedAsync(HttpStatusCode.Unauthorized, "hook.refused");

        Assert.Equal(first.EventId, replayed.EventId);
        Assert.Equal(2, await host.CountAsync("ci.finished"));
    }

    [Fact]
    public async Task What_is_taken_is_there_after_a_restart_and_so_is_what_was_delivered()
    {
        using var home = new TemporaryDirectory();
        HookAnswer first;
        await using (var host = await ServerHost.StartAsync(home: home.Path))
        {
            using var client = host.Client();
            await client.AddedAsync(Sender.Github());
            first = await client.PushAsync("d-1").AnswerAsync(HttpStatusCode.Accepted);
        }

        await using var next = await ServerHost.StartAsync(home: home.Path);
        using var later = next.Client(token: null);
        var again = await later.PushAsync("d-1").AnswerAsync(HttpStatusCode.OK);
        await later.PushAsync("d-2").AnswerAsync(HttpStatusCode.Accepted);

        Assert.Equal(first.EventId, again.EventId);
    }
}
