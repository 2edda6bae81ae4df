using Nexus.Contracts;

namespace Nexus.Server.Tests.Repeated;

/// <summary>That nothing had to be done is an answer too.</summary>
public sealed class NothingToDoTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task That_nothing_had_to_be_done_is_remembered_too()
    {
        await using var host = await ServerHost.StartAsync();
        using var client = await host.RegisteredAsync();
        await client.CreateAsync("k1");
        await client.AskAsync("k2", HttpMethod.Post, "workspaces/api/down");
        await client.AskAsync("k3", HttpMethod.Post, "workspaces/api/up");
        var head = host.Ledger.Head;

        var again = await client.AskAsync("k2", HttpMethod.Post, "workspaces/api/down");

        await again.AcceptedAsync();
        Assert.True(again.Headers.Contains("Idempotent-Replayed"));
        Assert.DoesNotContain(
            await host.Ledger.EventsAsync(new() { After = head, Limit = 100 }, Ct),
            told => told.Event.EventName is "xyn.workspace.down.requested");
    }

    [Fact]
    public async Task A_cordon_that_had_nothing_to_do_undoes_nothing_when_it_is_asked_again()
    {
        await using var host = await ServerHost.StartAsync();
        using var client = host.Client();
        await host.JoinAsync("n1");
        await client.AskAsync("k1", HttpMethod.Post, "nodes/n1/cordon");
        await client.AskAsync("k2", HttpMethod.Post, "nodes/n1/cordon");
        await client.AskAsync("k3", HttpMethod.Post, "nodes/n1/uncordon");

        var again = await client.AskAsync("k2", HttpMethod.Post, "nodes/n1/cordon");

        Assert.False((await again.ReadAsync(ContractsJson.Default.NodeView)).IsCordoned);
    }
}
