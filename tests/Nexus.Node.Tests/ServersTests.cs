namespace Nexus.Node.Tests;

/// <summary>A node that meets another server than before, or one that does not make sense.</summary>
public sealed class ServersTests : IAsyncLifetime
{
    private const string Id = "ws-s1";
    private FakeServer _server = null!;
    private NodeUnderTest _node = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _server = await FakeServer.StartAsync();
        _node = new NodeUnderTest(_server, "process");
    }

    public async ValueTask DisposeAsync()
    {
        await _node.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Fact(Timeout = 60_000)]
    public async Task What_another_server_made_is_neither_told_nor_destroyed()
    {
        _node.Directories.Make(Id, "process", "home-a");
        (_server.ServerId, _server.Unknown) = ("home-b", [Id]);
        _node.Start();

        var session = await _server.SessionAsync(Ct);
        await session.Heartbeat.Task.WaitAsync(Ct);
        await _node.StopAsync();

        Assert.Empty(session.Inventory!.Environments);
        Assert.NotNull(_node.Directories.Find(Id));
    }

    [Fact(Timeout = 60_000)]
    public async Task What_this_server_made_and_forgot_is_destroyed()
    {
        _node.Directories.Make(Id, "process", "home-a");
        (_server.ServerId, _server.Unknown) = ("home-a", [Id]);
        _node.Start();

        var session = await _server.SessionAsync(Ct);
        await session.DestroyAsync(Id, "process", Ct);

        Assert.Equal(Id, Assert.Single(session.Inventory!.Environments).WorkspaceId);
        Assert.Null(_node.Directories.Find(Id));
    }

    [Fact(Timeout = 60_000)]
    public async Task A_server_that_begins_anew_is_served()
    {
        (_server.ServerId, _server.Epoch) = ("home-a", 5);
        _node.Start();
        var session = await _server.SessionAsync(Ct);

        (_server.ServerId, _server.Epoch) = ("home-b", 1);
        session.Break();

        var again = await _server.SessionAsync(Ct);
        await again.DestroyAsync(Id, "process", Ct);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_server_that_talks_nonsense_is_tried_again()
    {
        _server.TalksNonsense = true;
        _node.Start();

        await _server.SessionAsync(Ct);

        Assert.False(_server.TalksNonsense);
    }
}
