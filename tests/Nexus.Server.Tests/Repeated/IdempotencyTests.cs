using System.Net;
using Nexus.Contracts;
using Nexus.Testing;

namespace Nexus.Server.Tests.Repeated;

/// <summary>What is asked twice with one key is done once.</summary>
public sealed class IdempotencyTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_same_create_many_times_at_once_makes_one_workspace()
    {
        await using var host = await ServerHost.StartAsync();
        using var client = await host.RegisteredAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => client.CreateAsync("k1")));

        var ids = new HashSet<string>(StringComparer.Ordinal);
        foreach (var answer in answers)
            ids.Add((await answer.AcceptedAsync()).WorkspaceId);
        Assert.Equal(ids.Single(), Assert.Single(await host.RowsAsync("workspace")).Id);
        Assert.Equal(19, answers.Count(answer => answer.Headers.Contains("Idempotent-Replayed")));
    }

    [Fact]
    public async Task A_server_that_died_before_it_answered_answers_when_asked_again()
    {
        await using var host = await ServerHost.StartAsync(configure: DyingLedger.Add);
        using var client = await host.RegisteredAsync();
        ((DyingLedger)host.Ledger).Deaths = 1;

        var unheard = await client.CreateAsync("k1");
        var answer = await client.CreateAsync("k1");

        Assert.Equal(HttpStatusCode.InternalServerError, unheard.StatusCode);
        var made = Assert.Single(await host.RowsAsync("workspace"));
        Assert.Equal(made.Id, (await answer.AcceptedAsync()).WorkspaceId);
    }

    [Fact]
    public async Task A_key_with_another_body_is_refused()
    {
        await using var host = await ServerHost.StartAsync();
        using var client = await host.RegisteredAsync();
        await client.CreateAsync("k1", "one");

        var other = await client.CreateAsync("k1", "two");

        await other.RefusedAsync(HttpStatusCode.Conflict, "request.key_reused");
        Assert.Single(await host.RowsAsync("workspace"));
    }

    [Fact]
    public async Task A_key_with_another_workspace_is_refused()
    {
        await using var host = await ServerHost.StartAsync();
        using var client = await host.RegisteredAsync();
        await client.CreateAsync("k1", "one");
        await client.CreateAsync("k2", "two");
        await client.AskAsync("k3", HttpMethod.Post, "workspaces/one/rm");

        var other = await client.AskAsync("k3", HttpMethod.Post, "workspaces/two/rm");

        await other.RefusedAsync(HttpStatusCode.Conflict, "request.key_reused");
    }

    [Fact]
    public async Task Without_a_key_what_is_asked_twice_is_tried_twice()
    {
        await using var host = await ServerHost.StartAsync();
        using var client = await host.RegisteredAsync();
        await client.CreateAsync(new CreateWorkspaceRequest { WorkspaceName = "api", Start = false });

        var again = await client.CreateAsync(new CreateWorkspaceRequest { WorkspaceName = "api", Start = false });

        await again.RefusedAsync(HttpStatusCode.Conflict, "workspace.name_taken");
        Assert.Empty(await host.RowsAsync("idempotency"));
    }

    [Fact]
    public async Task What_failed_may_be_asked_again_with_its_key()
    {
        await using var host = await ServerHost.StartAsync();
        using var client = host.Client();
        var refused = await client.CreateAsync("k1");
        await client.RegisterAsync(Requests.Key);

        var made = await client.CreateAsync("k1");

        await refused.RefusedAsync(HttpStatusCode.UnprocessableEntity, "user.no_key");
        await made.AcceptedAsync();
    }

    [Fact]
    public async Task Anothers_key_is_another_key()
    {
        await using var host = await ServerHost.StartAsync();
        using var alice = host.Client((await host.AddAsync("alice")).ApiToken);
        using var bob = host.Client((await host.AddAsync("bob")).ApiToken);
        var hers = await (await alice.CreateAsync("k1")).AcceptedAsync();

        var his = await (await bob.CreateAsync("k1")).AcceptedAsync();

        Assert.NotEqual(hers.WorkspaceId, his.WorkspaceId);
    }

    [Fact]
    public async Task A_removal_is_answered_again_when_all_is_gone()
    {
        await using var host = await ServerHost.StartAsync();
        using var client = await host.RegisteredAsync();
        await host.JoinAsync("n1");
        var first = await client.AskAsync("k1", HttpMethod.Delete, "nodes/n1");

        var again = await client.AskAsync("k1", HttpMethod.Delete, "nodes/n1");

        Assert.Equal(await first.Content.ReadAsStringAsync(Ct), await again.Content.ReadAsStringAsync(Ct));
        Assert.Equal(NodeState.Removed, (await again.ReadAsync(ContractsJson.Default.NodeView)).Status);
    }

    [Theory]
    [InlineData("users", """{"github_username": "octocat"}""")]
    [InlineData("users/invitations", """{"github_username": "octocat"}""")]
    [InlineData("nodes", """{"name": "n1"}""")]
    [InlineData("nodes/token", null)]
    [InlineData("nodes/join", """{"name": "n1", "version": "1"}""")]
    public async Task A_token_is_not_shown_again_and_not_kept(string path, string? body)
    {
        await using var host = await ServerHost.StartAsync();
        using var client = host.Client();
        var first = await client.AskAsync("k1", HttpMethod.Post, path, body);

        var again = await client.AskAsync("k1", HttpMethod.Post, path, body);

        Assert.Equal(HttpStatusCode.OK, first.StatusCode);
        await again.RefusedAsync(HttpStatusCode.Conflict, "request.shown_once");
        Assert.DoesNotMatch("nx[a-z]_", $"{Assert.Single(await host.RowsAsync("idempotency"))}");
    }

    [Theory]
    [InlineData("a b")]
    [InlineData("../x")]
    [InlineData("ключ")]
    public Task What_is_no_key_is_refused(string key) => RefusedAsync(key);

    [Fact]
    public Task A_key_that_is_too_long_is_refused() => RefusedAsync(new('k', 129));

    [Fact]
    public async Task After_a_day_a_key_counts_no_more()
    {
        var clock = new ManualClock();
        await using var host = await ServerHost.StartAsync(clock);
        using var client = await host.RegisteredAsync();
        await client.CreateAsync("k1");
        clock.Advance(TimeSpan.FromHours(24) + TimeSpan.FromMinutes(1));

        var other = await client.CreateAsync("k1", "other");

        await other.AcceptedAsync();
        Assert.Single(await host.RowsAsync("idempotency"));
    }

    private static async Task RefusedAsync(string key)
    {
        await using var host = await ServerHost.StartAsync();
        using var client = await host.RegisteredAsync();

        var answer = await client.CreateAsync(key);

        await answer.RefusedAsync(HttpStatusCode.UnprocessableEntity, "request.bad_key");
        Assert.Empty(await host.RowsAsync("workspace"));
    }
}
