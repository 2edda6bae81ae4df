using System.Net;
using System.Net.Http.Json;
using System.Text;
using Nexus.Contracts;
using Nexus.Platform.Ledger;
using Nexus.Server.Tests.Blueprints;
using Nexus.Server.Tests.Repeated;
using Nexus.Testing;

namespace Nexus.Server.Tests.Hooks;

/// <summary>Sources of webhooks, and what the server keeps of what they sent.</summary>
public sealed class SourceTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_secret_the_server_chose_is_shown_once_and_written_nowhere()
    {
        using var home = new TemporaryDirectory();
        string secret;
        await using (var host = await ServerHost.StartAsync(home: home.Path))
        {
            using var client = host.Client();
            const string body = """{"source": "ci", "kind": "json", "event_name": "ci.finished"}""";

            using var made = await client.AskAsync("k", HttpMethod.Post, "hooks", body);
            using var again = await client.AskAsync("k", HttpMethod.Post, "hooks", body);
            var view = await made.ReadAsync(ContractsJson.Default.HookView);
            secret = view.Secret!;
            var now = TimeProvider.System.GetUtcNow();
            await client.TellAsync("{}", now, secret: secret).AnswerAsync(HttpStatusCode.Accepted);

            Assert.Equal(64, secret.Length);
            Assert.Equal(view with { Secret = null }, await again.ReadAsync(ContractsJson.Default.HookView));
            var page = await client.GetStringAsync("/api/v1/hooks", Ct);
            Assert.DoesNotContain(secret, page, StringComparison.Ordinal);
            Assert.Contains(view.SecretPath, page, StringComparison.Ordinal);
        }

        foreach (var file in Directory.EnumerateFiles(home.Path, "*", SearchOption.AllDirectories))
        {
            Assert.DoesNotContain(
                secret, Encoding.UTF8.GetString(await File.ReadAllBytesAsync(file, Ct)), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task They_are_their_owners_and_a_name_is_taken_for_all()
    {
        await using var host = await ServerHost.StartAsync();
        using var admin = host.Client();
        using var ann = host.Client((await host.AddAsync("ann")).ApiToken);
        using var bob = host.Client((await host.AddAsync("bob")).ApiToken);
        await ann.AddedAsync(Sender.Github());

        await (await bob.AddAsync(Sender.Github())).RefusedAsync(HttpStatusCode.Conflict, "hook.taken");
        await (await bob.DeleteAsync("/api/v1/hooks/gh", Ct)).RefusedAsync(HttpStatusCode.NotFound, "hook.not_found");
        await (await bob.GetAsync("/api/v1/hooks/gh", Ct)).RefusedAsync(HttpStatusCode.NotFound, "hook.not_found");
        await ann.PushAsync("d-1").AnswerAsync(HttpStatusCode.Accepted);
        using var removed = await admin.DeleteAsync("/api/v1/hooks/gh", Ct);
        await bob.AddedAsync(Sender.Github());

        Assert.Equal(HttpStatusCode.OK, removed.StatusCode);
        Assert.Equal((2, 1), (await host.CountAsync("xyn.hook.created"), await host.CountAsync("xyn.hook.removed")));
    }

    [Theory]
    [InlineData("""{"source": "Upper", "kind": "github"}""")]
    [InlineData("""{"source": "", "kind": "github"}""")]
    [InlineData("""{"source": "a/b", "kind": "github"}""")]
    [InlineData("""{"source": "a", "kind": "gitlab"}""")]
    [InlineData("""{"source": "a", "kind": "json"}""")]
    [InlineData("""{"source": "a", "kind": "json", "event_name": "xyn.run.started"}""")]
    [InlineData("""{"source": "a", "kind": "json", "event_name": "a.b", "secret": "short"}""")]
    [InlineData("""{"source": "a", "kind": "json", "event_name": "a.b", "auth": "none"}""")]
    [InlineData("""{"source": "a", "kind": "json", "event_name": "a.b", "token_header": "X-Token"}""")]
    [InlineData("""{"source": "a", "kind": "json", "event_name": "a.b", "delivery_header": "a b"}""")]
    [InlineData("""{"source": "a", "kind": "json", "event_name": "a.b", "replay_window_seconds": -1}""")]
    [InlineData("""{"source": "a", "kind": "json", "event_name": "a.b", "per_second": 0}""")]
    [InlineData("""{"source": "a", "kind": "json", "event_from": "type"}""")]
    [InlineData("""{"source": "a", "kind": "json", "event_from": "/a~2"}""")]
    [InlineData("""{"source": "a", "kind": "github", "event_name": "a.b"}""")]
    [InlineData("""{"source": "a", "kind": "github", "auth": "token"}""")]
    public async Task What_cannot_be_a_source_is_refused(string body)
    {
        await using var host = await ServerHost.StartAsync();
        using var client = host.Client();

        using var answer = await client.AskAsync("k", HttpMethod.Post, "hooks", body);

        await answer.RefusedAsync(HttpStatusCode.UnprocessableEntity, "hook.invalid");
        Assert.Empty((await client.GetFromJsonAsync("/api/v1/hooks", ContractsJson.Default.HookPage, Ct))!.Items);
    }

    [Fact]
    public async Task Deliveries_are_forgotten_when_they_are_old()
    {
        var clock = new ManualClock();
        await using var host = await ServerHost.StartAsync(clock);
        using var client = host.Client();
        await client.AddedAsync(Sender.Github());
        await client.PushAsync("d-1").AnswerAsync(HttpStatusCode.Accepted);
        clock.Advance(TimeSpan.FromDays(6));
        await client.PushAsync("d-2").AnswerAsync(HttpStatusCode.Accepted);

        await LeftAsync(host, clock, 2);
        clock.Advance(TimeSpan.FromDays(2));
        await LeftAsync(host, clock, 1);

        await client.PushAsync("d-2").AnswerAsync(HttpStatusCode.OK);
        await client.PushAsync("d-1").AnswerAsync(HttpStatusCode.Accepted);
    }

    /// <summary>So many rows are remembered, soon.</summary>
    private static async Task LeftAsync(ServerHost host, ManualClock clock, int count)
    {
        for (var pass = 0; pass < 100; pass++)
        {
            await host.PassAsync(clock, TimeSpan.FromSeconds(10));
            var rows = await host.Ledger.ListAsync(new StateQuery("hook.delivery", Scope.All), Ct);
            if (rows.Count == count)
                return;
        }

        Assert.Fail($"There are not {count} rows of deliveries.");
    }
}
