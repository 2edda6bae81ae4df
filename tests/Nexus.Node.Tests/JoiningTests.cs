using Nexus.Contracts;
using Nexus.Node.Agent;

namespace Nexus.Node.Tests;

public sealed class JoiningTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact(Timeout = 60_000)]
    public async Task The_servers_own_user_joins_without_a_token_and_only_once()
    {
        await using var server = await FakeServer.StartAsync();
        await using var node = new NodeUnderTest(server, "process");
        node.Start();
        var session = await server.SessionAsync(Ct);
        await session.Heartbeat.Task.WaitAsync(Ct);
        await node.StopAsync();

        node.Start();
        await server.SessionAsync(Ct);

        Assert.Equal(1, server.Joins);
        Assert.Equal("process", Assert.Single(session.Hello!.Providers).Name);
        Assert.Equal(
            UnixFileMode.UserRead | UnixFileMode.UserWrite,
            File.GetUnixFileMode(Path.Combine(node.Options.State, "node.json")));
    }

    [Fact(Timeout = 60_000)]
    public async Task It_says_that_it_has_joined_from_the_servers_answer_to_its_end()
    {
        await using var server = await FakeServer.StartAsync();
        await using var node = new NodeUnderTest(server, "process");
        var joined = Path.Combine(node.Options.State, "node.joined");
        Directory.CreateDirectory(node.Options.State);
        await File.WriteAllTextAsync(joined, "", Ct); // of one that was killed
        server.BeforeVerdict = () => Assert.False(File.Exists(joined));
        node.Start();

        var session = await server.SessionAsync(Ct);
        await session.Heartbeat.Task.WaitAsync(Ct);
        Assert.True(File.Exists(joined));

        await node.StopAsync();
        Assert.False(File.Exists(joined));
    }

    [Fact(Timeout = 60_000)]
    public async Task A_wrong_join_token_ends_the_node_with_the_reason()
    {
        await using var server = await FakeServer.StartAsync();
        await using var node = new NodeUnderTest(server, "process");
        node.Options = node.Options with { JoinToken = "old" };
        node.Start();

        var failure = await Assert.ThrowsAsync<NexusException>(() => node.Run.WaitAsync(Ct));

        Assert.Equal("node.join_refused", failure.Error.Code);
    }

    [Fact(Timeout = 60_000)]
    public async Task The_administrators_token_goes_to_no_other_port_of_this_machine()
    {
        await using var own = await FakeServer.StartAsync();
        await using var other = await FakeServer.StartAsync();
        await using var node = new NodeUnderTest(own, "process");
        node.Options = node.Options with { Server = other.Url };
        node.Start();

        var failure = await Assert.ThrowsAsync<NexusException>(() => node.Run.WaitAsync(Ct));

        Assert.Equal(("node.no_token", 0), (failure.Error.Code, other.Joins));
    }

    [Fact(Timeout = 60_000)]
    public async Task Another_name_of_this_machine_is_the_same_server()
    {
        await using var server = await FakeServer.StartAsync();
        await using var node = new NodeUnderTest(server, "process");
        node.Options = node.Options with { Server = $"localhost:{server.Port}" };
        node.Start();

        await server.SessionAsync(Ct);

        Assert.Equal(1, server.Joins);
    }

    [Theory]
    [InlineData("2147483646", false)]
    [InlineData("\"text\"", false)]
    [InlineData("self", true)]
    public async Task A_server_that_left_its_file_behind_does_not_run(string pid, bool isRunning)
    {
        await using var server = await FakeServer.StartAsync();
        await using var node = new NodeUnderTest(server, "process");
        var written = pid is "self" ? $"{Environment.ProcessId}" : pid;
        var file = Path.Combine(node.ServerHome, "state", "server.json");
        await File.WriteAllTextAsync(file, $$"""{"url":"{{server.Url}}","pid":{{written}}}""", Ct);

        Assert.Equal(isRunning, new LocalServer(node.ServerHome).IsRunning);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_node_the_server_forgot_joins_again()
    {
        await using var server = await FakeServer.StartAsync();
        await using var node = new NodeUnderTest(server, "process");
        node.Start();
        var session = await server.SessionAsync(Ct);

        server.NodeToken = "another";
        session.Break();
        await server.SessionAsync(Ct);

        Assert.Equal(2, server.Joins);
    }

    [Theory(Timeout = 60_000)]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_server_that_comes_back_is_found(bool hasItsOldPort)
    {
        var server = await FakeServer.StartAsync();
        await using var node = new NodeUnderTest(server, "process");
        node.Start();
        await server.SessionAsync(Ct);
        var port = hasItsOldPort ? server.Port : 0;
        await server.DisposeAsync();

        await using var again = await FakeServer.StartAsync(port);
        node.WriteServerFiles(again);

        await again.SessionAsync(Ct);
        Assert.Equal(0, again.Joins);
    }

    [Fact(Timeout = 60_000)]
    public async Task Two_nodes_cannot_share_a_state()
    {
        await using var server = await FakeServer.StartAsync();
        await using var node = new NodeUnderTest(server, "process");
        node.Start();
        await server.SessionAsync(Ct);
        var second = new NodeProgram(
            node.Options, TimeProvider.System, Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance);

        var failure = await Assert.ThrowsAsync<NexusException>(() => second.RunAsync(Ct));

        Assert.Equal("node.state_in_use", failure.Error.Code);
    }

    [Theory(Timeout = 60_000)]
    [InlineData("http://example.org:3001", "node.insecure")]
    [InlineData("ftp://example.org", "node.bad_address")]
    public async Task A_token_is_sent_to_safe_places_only(string url, string code)
    {
        await using var server = await FakeServer.StartAsync();
        await using var node = new NodeUnderTest(server, "process");
        node.Options = node.Options with { Server = url };
        node.Start();

        var failure = await Assert.ThrowsAsync<NexusException>(() => node.Run.WaitAsync(Ct));

        Assert.Equal(code, failure.Error.Code);
    }
}
