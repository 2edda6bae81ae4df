namespace Nexus.Node.Tests;

/// <summary>A node that meets another server than before, or one that does not make sense.</summary>
public sealed class ServersTests : ProcessNodeTests
{
    private const string Id = "ws-s1";

    [Fact(Timeout = 60_000)]
    public async Task What_another_server_made_is_neither_told_nor_destroyed()
    {
        Node.Directories.Make(Id, "process", "home-a");
        (Server.ServerId, Server.Unknown) = ("home-b", [Id]);
        Node.Start();

        var session = await Server.SessionAsync(Ct);
        await session.Heartbeat.Task.WaitAsync(Ct);
        await Node.StopAsync();

        Assert.Empty(session.Inventory!.Environments);
        Assert.NotNull(Node.Directories.Find(Id));
    }

    [Fact(Timeout = 60_000)]
    public async Task What_this_server_made_and_forgot_is_destroyed()
    {
        Node.Directories.Make(Id, "process", "home-a");
        (Server.ServerId, Server.Unknown) = ("home-a", [Id]);
        Node.Start();

        var session = await Server.SessionAsync(Ct);
        await session.DestroyAsync(Id, "process", Ct);

        Assert.Equal(Id, Assert.Single(session.Inventory!.Environments).WorkspaceId);
        Assert.Null(Node.Directories.Find(Id));
    }

    [Fact(Timeout = 60_000)]
    public async Task A_server_that_begins_anew_is_served()
    {
        (Server.ServerId, Server.Epoch) = ("home-a", 5);
        Node.Start();
        var session = await Server.SessionAsync(Ct);

        (Server.ServerId, Server.Epoch) = ("home-b", 1);
        session.Break();

        var again = await Server.SessionAsync(Ct);
        await again.DestroyAsync(Id, "process", Ct);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_server_that_talks_nonsense_is_tried_again()
    {
        Server.TalksNonsense = true;
        Node.Start();

        await Server.SessionAsync(Ct);

        Assert.False(Server.TalksNonsense);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_server_that_is_silent_for_long_is_tried_again()
    {
        var held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Node.Start();
        Server.Held = held.Task;
        await Server.SessionAsync(Ct);

        try
        {
            await Server.SessionAsync(Ct);
        }
        finally
        {
            held.SetResult();
        }
    }
}
