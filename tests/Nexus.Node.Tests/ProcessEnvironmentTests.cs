using Nexus.Contracts;
using Nexus.Node.Providers.Process;
using Nexus.Processes;
using Nexus.Transport;
using Nexus.Transport.Control;
using Nexus.Transport.Workspaced;

namespace Nexus.Node.Tests;

/// <summary>A whole node, a real sandbox and the real daemon in it; only the server is ours.</summary>
public sealed class ProcessEnvironmentTests : IAsyncLifetime
{
    private const string Id = "ws-p1";
    private FakeServer _server = null!;
    private NodeUnderTest _node = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await Requires.SandboxAsync(Ct);
        _server = await FakeServer.StartAsync();
        _node = new NodeUnderTest(_server, "process");
        _node.Start();
    }

    public async ValueTask DisposeAsync()
    {
        if (_node is not null)
            await _node.DisposeAsync();
        if (_server is not null)
            await _server.DisposeAsync();
    }

    [Fact(Timeout = 60_000)]
    public async Task An_environment_is_made_answers_and_is_reported()
    {
        var session = await _server.SessionAsync(Ct);

        var reply = await session.EnsureAsync(Wanted, Ct);
        var report = await session.ReportAsync(r => r.Services is not null, Ct);

        Assert.True(reply.IsNew);
        Assert.True(report.IsRunning);
        Assert.Equal("process", report.Provider);
    }

    [Fact(Timeout = 60_000)]
    public async Task Ensuring_again_changes_nothing()
    {
        var session = await _server.SessionAsync(Ct);
        var first = await session.EnsureAsync(Wanted, Ct);

        var second = await session.EnsureAsync(Wanted, Ct);

        Assert.False(second.IsNew);
        Assert.Equal(first.Hello.BootId, second.Hello.BootId);
    }

    [Fact(Timeout = 60_000)]
    public async Task An_environment_outlives_its_node_and_is_found_again()
    {
        var first = await (await _server.SessionAsync(Ct)).EnsureAsync(Wanted, Ct);
        await _node.StopAsync();

        _node.Start();
        var session = await _server.SessionAsync(Ct);
        var again = await session.EnsureAsync(Wanted, Ct);

        Assert.True(Assert.Single(session.Inventory!.Environments).IsRunning);
        Assert.Equal(first.Hello.BootId, again.Hello.BootId);
    }

    [Fact(Timeout = 60_000)]
    public async Task One_that_dies_is_reported_with_the_reason_and_starts_again()
    {
        var session = await _server.SessionAsync(Ct);
        await session.EnsureAsync(Wanted, Ct);
        await session.ReportAsync(r => r.Services is not null, Ct);

        Assert.True(Main()!.Value.Send(Signal.Kill));

        var report = await session.ReportAsync(r => !r.IsRunning, Ct);
        Assert.Contains("137", report.Reason, StringComparison.Ordinal);
        Assert.False((await session.EnsureAsync(Wanted, Ct)).IsNew);
    }

    [Fact(Timeout = 60_000)]
    public async Task Stop_and_destroy_leave_nothing()
    {
        var session = await _server.SessionAsync(Ct);
        await session.EnsureAsync(Wanted, Ct);
        var main = Main()!.Value;

        await session.StopAsync(Id, "process", Ct);
        await session.StopAsync(Id, "process", Ct);
        Assert.False(main.IsAlive);
        await session.DestroyAsync(Id, "process", Ct);
        await session.DestroyAsync(Id, "process", Ct);

        Assert.False(Directory.Exists(_node.Directories.PathOf(Id)));
    }

    [Fact(Timeout = 60_000)]
    public async Task What_the_server_does_not_know_is_destroyed()
    {
        await (await _server.SessionAsync(Ct)).EnsureAsync(Wanted, Ct);
        await _node.StopAsync();
        _server.Unknown = [Id];

        _node.Start();
        await _server.SessionAsync(Ct);

        while (Directory.Exists(_node.Directories.PathOf(Id)))
            await Task.Delay(20, Ct);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_stream_reaches_the_daemon_and_a_replacement_is_opened()
    {
        var session = await _server.SessionAsync(Ct);
        await session.EnsureAsync(Wanted, Ct);

        for (var i = 0; i < 5; i++)
        {
            await using var stream = await _server.StreamAsync(Ct);
            var hello = await stream.OpenAsync(
                new() { Verb = Verbs.Hello, WorkspaceId = Id, DeadlineMs = 5000 }, TimeProvider.System, Ct);
            Assert.NotNull(hello);
        }
    }

    [Fact(Timeout = 60_000)]
    public async Task A_stream_to_an_absent_environment_is_refused()
    {
        await _server.SessionAsync(Ct);
        await using var stream = await _server.StreamAsync(Ct);

        var failure = await Assert.ThrowsAsync<NexusException>(() => stream.OpenAsync(
            new() { Verb = Verbs.Hello, WorkspaceId = "ws-none", DeadlineMs = 5000 }, TimeProvider.System, Ct));

        Assert.Equal("environment.not_found", failure.Error.Code);
    }

    private static EnsureRequest Wanted { get; } = new() { WorkspaceId = Id, Provider = "process" };

    private ProcessIdentity? Main() =>
        SandboxRecord.Read(new SandboxPaths(_node.Directories.PathOf(Id)))?.Running();
}
