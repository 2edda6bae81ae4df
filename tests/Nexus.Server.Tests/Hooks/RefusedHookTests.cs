using System.Net;
using System.Net.Http.Json;
using System.Text;
using Nexus.Contracts;
using Nexus.Server.Tests.Artifacts;
using Nexus.Server.Tests.Blueprints;
using Nexus.Testing;

namespace Nexus.Server.Tests.Hooks;

/// <summary>What is not signed right, too large, too much, or no event.</summary>
public sealed class RefusedHookTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Who_does_not_know_the_secret_is_not_told_which_sources_there_are()
    {
        await using var host = await ServerHost.StartAsync();
        using var client = host.Client();
        using var stranger = host.Client(token: null);
        await client.AddedAsync(Sender.Github());
        await client.AddedAsync(Sender.Json());
        await client.AddedAsync(Sender.Json("plain") with { Auth = "token" });
        var head = host.Ledger.Head;

        HttpResponseMessage[] refused =
        [
            await stranger.PushAsync("d", source: "nobodys"),
            await stranger.PushAsync("d", secret: "another-secret-of-16"),
            await stranger.SendAsync("gh", Sender.Pushed("d"), "application/json", ("X-GitHub-Event", "push")),
            await stranger.SendAsync("gh", Sender.Pushed("d") + " ", "application/json",
                ("X-GitHub-Event", "push"), ("X-Hub-Signature-256", Sender.Sign(Sender.Pushed("d")))),
            await stranger.SendAsync(
                "gh", "{}", "application/json", ("X-Hub-Signature-256", $"sha256={new string('z', 64)}")),
            await stranger.SendAsync("gh", "{}", "application/json", ("X-Hub-Signature-256", "sha1=00")),
            await stranger.SendAsync("ci", "{}", "application/json", ("X-Nexus-Signature", Sender.Sign("{}"))),
            await stranger.SendAsync("ci", "{}", "application/json",
                ("X-Nexus-Signature", Sender.Sign("soon.{}")), ("X-Nexus-Timestamp", "soon")),
            await stranger.SendAsync("plain", "{}", "application/json", ("X-Nexus-Token", Sender.Secret + "x")),
            await stranger.SendAsync("plain", "{}", "application/json"),
            await stranger.SendAsync("GH", "{}", "application/json"),
        ];

        var errors = new List<NexusError>();
        foreach (var answer in refused)
        {
            Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
            errors.Add((await answer.ErrorAsync()).Error);
        }

        Assert.Null(Assert.Single(errors.Distinct()).Details);
        Assert.Equal(head, host.Ledger.Head);
        using var scraper = host.Client(ServerHost.MetricsToken);
        Assert.Contains(
            "nexus_hooks_total{outcome=\"refused\"} 11", await scraper.GetStringAsync("/metrics", Ct),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_secret_holds_at_once_and_a_removed_source_takes_nothing()
    {
        await using var host = await ServerHost.StartAsync();
        using var client = host.Client();
        var hook = await client.AddedAsync(Sender.Github());
        await client.PushAsync("d-1").AnswerAsync(HttpStatusCode.Accepted);

        await client.PutAsJsonAsync(
            $"/api/v1/secrets/{hook.SecretPath}", new("another-secret-of-16"),
            ContractsJson.Default.SecretPutRequest, Ct);
        using var old = await client.PushAsync("d-2");
        await client.PushAsync("d-2", secret: "another-secret-of-16").AnswerAsync(HttpStatusCode.Accepted);
        await client.DeleteAsync("/api/v1/hooks/gh", Ct);
        using var gone = await client.PushAsync("d-3", secret: "another-secret-of-16");
        var left = await client.GetFromJsonAsync("/api/v1/secrets", ContractsJson.Default.SecretPage, Ct);

        Assert.Equal(
            (HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized), (old.StatusCode, gone.StatusCode));
        Assert.Empty(left!.Items);
    }

    [Fact]
    public async Task A_source_of_somebody_who_was_revoked_takes_nothing()
    {
        var clock = new ManualClock();
        await using var host = await ServerHost.StartAsync(clock);
        using var ann = host.Client((await host.AddAsync("ann")).ApiToken);
        await ann.AddedAsync(Sender.Github());
        using var client = host.Client();
        await client.PushAsync("d-1").AnswerAsync(HttpStatusCode.Accepted);

        using var revoked = await host.RevokeAsync("ann");
        clock.Advance(TimeSpan.FromSeconds(2));

        await (await client.PushAsync("d-2")).RefusedAsync(HttpStatusCode.Unauthorized, "hook.refused");
    }

    [Theory]
    [InlineData("text/plain", "{}", HttpStatusCode.UnsupportedMediaType, "request.wrong_type")]
    [InlineData("application/json", "", HttpStatusCode.UnprocessableEntity, "hook.bad_payload")]
    [InlineData("application/json", "{", HttpStatusCode.UnprocessableEntity, "hook.bad_payload")]
    [InlineData("application/json", "{\"a\":1,\"a\":2}", HttpStatusCode.UnprocessableEntity, "hook.bad_payload")]
    [InlineData("application/json", "{\"a\":\"\\ud800\"}", HttpStatusCode.UnprocessableEntity, "hook.bad_payload")]
    [InlineData("application/x-www-form-urlencoded", "a=1", HttpStatusCode.UnprocessableEntity, "hook.bad_payload")]
    public async Task What_is_no_event_is_refused(string type, string body, HttpStatusCode status, string code)
    {
        await using var host = await ServerHost.StartAsync();
        using var client = host.Client();
        using var stranger = host.Client(token: null);
        await client.AddedAsync(Sender.Github());

        await (await client.PushAsync("d-1", body, type: type)).RefusedAsync(status, code);
        await (await stranger.PushAsync("d-1", body, type: type)).RefusedAsync(status, code);

        Assert.Equal(0, await host.CountAsync("github.push"));
    }

    [Fact]
    public async Task What_is_too_deep_or_has_no_name_is_refused()
    {
        await using var host = await ServerHost.StartAsync();
        using var client = host.Client();
        await client.AddedAsync(Sender.Github());
        var deep = new string('[', 33) + new string(']', 33);

        await client.PushAsync("d-1", deep[1..^1]).AnswerAsync(HttpStatusCode.Accepted);
        await (await client.PushAsync("d-2", deep))
            .RefusedAsync(HttpStatusCode.UnprocessableEntity, "hook.bad_payload");
        await (await client.PushAsync("d-4", kind: "a.b"))
            .RefusedAsync(HttpStatusCode.UnprocessableEntity, "hook.bad_payload");
        await (await client.PushAsync(new string('d', 201)))
            .RefusedAsync(HttpStatusCode.UnprocessableEntity, "hook.bad_payload");

        var page = await client.GetFromJsonAsync("/api/v1/events?limit=500", ContractsJson.Default.EventPage, Ct);
        Assert.Single(page!.Items, item => item.EventName is "github.push");
    }

    [Fact]
    public async Task What_is_too_large_is_refused()
    {
        using var home = new TemporaryDirectory();
        await using var server = await ServerProcess.StartAsync(home.Path);
        await server.Client.AddedAsync(Sender.Github());

        await (await server.Client.PushAsync("d-1", $"\"{new string('x', 1024 * 1024)}\""))
            .RefusedAsync(HttpStatusCode.RequestEntityTooLarge, "request.too_large");
    }

    [Fact]
    public async Task Bytes_that_are_no_text_are_refused()
    {
        await using var host = await ServerHost.StartAsync();
        using var client = host.Client();
        await client.AddedAsync(Sender.Json() with { Auth = "token" });
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/hooks/ci")
        {
            Content = new ByteArrayContent([.. Encoding.UTF8.GetBytes("{\"a\":\""), 0xc3, 0x28, .. "\"}"u8]),
        };
        request.Content.Headers.ContentType = new("application/json");
        request.Headers.Add("X-Nexus-Token", Sender.Secret);

        using var answer = await client.SendAsync(request, Ct);

        await answer.RefusedAsync(HttpStatusCode.UnprocessableEntity, "hook.bad_payload");
    }

    [Fact]
    public async Task Who_sends_too_much_hears_when_to_come_back_and_the_owner_hears_of_it_once()
    {
        var clock = new ManualClock();
        await using var host = await ServerHost.StartAsync(clock);
        using var client = host.Client();
        await client.AddedAsync(Sender.Github() with { PerSecond = 2 });

        for (var i = 0; i < 2; i++)
            await client.PushAsync($"d-{i}").AnswerAsync(HttpStatusCode.Accepted);
        using var limited = await client.PushAsync("d-2");
        using var guess = await client.PushAsync("d-2", secret: "another-secret-of-16");
        clock.Advance(TimeSpan.FromSeconds(0.5));
        await client.PushAsync("d-2").AnswerAsync(HttpStatusCode.Accepted);
        var head = host.Ledger.Head;
        clock.Advance(TimeSpan.FromMinutes(1));
        var told = await host.EventAsync("xyn.hook.refused");

        Assert.Equal(HttpStatusCode.TooManyRequests, limited.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(1), limited.Headers.RetryAfter?.Delta);
        Assert.Equal("hook.limited", (await limited.ErrorAsync()).Error.Code);
        Assert.Equal(HttpStatusCode.Unauthorized, guess.StatusCode);
        Assert.Equal("""{"refused":1,"limited":1}""", told.Data?.GetRawText());
        Assert.Equal(head + 1, host.Ledger.Head);
    }
}
