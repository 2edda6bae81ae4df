using Nexus.Contracts;
using Nexus.Transport;
using Nexus.Transport.Control;
using Nexus.Transport.Workspaced;

namespace Nexus.Node.Tests;

/// <summary>
/// What every provider keeps: a whole node, a real environment and the real daemon in it; only the server is ours.
/// </summary>
public abstract partial class EnvironmentPromises : IAsyncLifetime
{
    protected EnvironmentPromises() => Id = $"ws-{Path.GetRandomFileName()[..8]}";

    private protected string Id { get; }

    private protected abstract string Provider { get; }

    private protected FakeServer Server { get; private set; } = null!;

    private protected NodeUnderTest Node { get; private set; } = null!;

    private protected static CancellationToken Ct => TestContext.Current.CancellationToken;

    private protected EnsureRequest Wanted => new() { WorkspaceId = Id, Provider = Provider, Processes = 256 };

    public async ValueTask InitializeAsync()
    {
        Requires.Daemon();
        await RequireAsync();
        Server = await FakeServer.StartAsync();
        Server.ServerId = "home-1";
        Node = new NodeUnderTest(Server, Provider);
        Node.Start();
    }

    public async ValueTask DisposeAsync()
    {
        if (Node is not null)
        {
            await Node.StopAsync();
            await CleanAsync();
            await Node.DisposeAsync();
        }

        if (Server is not null)
            await Server.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    private protected abstract Task RequireAsync();

    /// <summary>As a crash does.</summary>
    private protected abstract Task KillMainAsync();

    private protected abstract Task<bool> IsRunningAsync();

    /// <summary>Anything of it, outside of the node's own directory.</summary>
    private protected abstract Task<bool> ExistsAsync();

    private protected abstract Task CleanAsync();

    [Fact(Timeout = 120_000)]
    public async Task An_environment_is_made_answers_and_is_reported()
    {
        var session = await Server.SessionAsync(Ct);

        var reply = await session.EnsureAsync(Wanted, Ct);
        var report = await session.ReportAsync(r => r.Services is not null, Ct);

        Assert.True(reply.IsNew);
        Assert.True(report.IsRunning);
        Assert.Equal((Provider, "home-1"), (report.Provider, Node.Directories.Find(Id)?.ServerId));
    }

    [Fact(Timeout = 120_000)]
    public async Task Ensuring_again_changes_nothing()
    {
        var session = await Server.SessionAsync(Ct);
        var first = await session.EnsureAsync(Wanted, Ct);

        var second = await session.EnsureAsync(Wanted, Ct);

        Assert.False(second.IsNew);
        Assert.Equal(first.Hello.BootId, second.Hello.BootId);
    }

    [Fact(Timeout = 120_000)]
    public async Task An_environment_outlives_its_node_and_is_found_again()
    {
        var first = await (await Server.SessionAsync(Ct)).EnsureAsync(Wanted, Ct);
        await Node.StopAsync();

        Node.Start();
        var session = await Server.SessionAsync(Ct);
        var again = await session.EnsureAsync(Wanted, Ct);

        Assert.True(Assert.Single(session.Inventory!.Environments).IsRunning);
        Assert.Equal(first.Hello.BootId, again.Hello.BootId);
    }

    [Fact(Timeout = 120_000)]
    public async Task One_that_dies_is_reported_with_the_reason_and_starts_again()
    {
        var session = await Server.SessionAsync(Ct);
        await session.EnsureAsync(Wanted, Ct);
        await session.ReportAsync(r => r.Services is not null, Ct);

        await KillMainAsync();

        var report = await session.ReportAsync(r => !r.IsRunning, Ct);
        Assert.Contains("137", report.Reason, StringComparison.Ordinal);
        Assert.False((await session.EnsureAsync(Wanted, Ct)).IsNew);
    }

    [Fact(Timeout = 120_000)]
    public async Task Stop_and_destroy_leave_nothing()
    {
        var session = await Server.SessionAsync(Ct);
        await session.EnsureAsync(Wanted, Ct);

        await session.StopAsync(Id, Provider, Ct);
        await session.StopAsync(Id, Provider, Ct);
        Assert.False(await IsRunningAsync());
        await session.DestroyAsync(Id, Provider, Ct);
        await session.DestroyAsync(Id, Provider, Ct);

        Assert.False(Directory.Exists(Node.Directories.PathOf(Id)));
        Assert.False(await ExistsAsync());
    }

    [Fact(Timeout = 120_000)]
    public async Task What_the_server_does_not_know_is_destroyed()
    {
        await (await Server.SessionAsync(Ct)).EnsureAsync(Wanted, Ct);
        await Node.StopAsync();
        Server.Unknown = [Id];

        Node.Start();
        await Server.SessionAsync(Ct);

        while (Directory.Exists(Node.Directories.PathOf(Id)))
            await Task.Delay(20, Ct);
    }

    [Fact(Timeout = 120_000)]
    public async Task A_stream_reaches_the_daemon_and_a_replacement_is_opened()
    {
        var session = await Server.SessionAsync(Ct);
        await session.EnsureAsync(Wanted, Ct);

        for (var i = 0; i < 5; i++)
        {
            await using var stream = await Server.StreamAsync(Ct);
            var hello = await stream.OpenAsync(
                new() { Verb = Verbs.Hello, WorkspaceId = Id, DeadlineMs = 5000 }, TimeProvider.System, Ct);
            Assert.NotNull(hello);
        }
    }

    [Fact(Timeout = 120_000)]
    public async Task A_stream_to_an_absent_environment_is_refused()
    {
        await Server.SessionAsync(Ct);
        await using var stream = await Server.StreamAsync(Ct);

        var failure = await Assert.ThrowsAsync<NexusException>(() => stream.OpenAsync(
            new() { Verb = Verbs.Hello, WorkspaceId = "ws-none", DeadlineMs = 5000 }, TimeProvider.System, Ct));

        Assert.Equal("environment.not_found", failure.Error.Code);
    }
}
