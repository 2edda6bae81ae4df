using System.Globalization;
using System.Net;
using Nexus.Processes;
using Nexus.Testing;

namespace Nexus.Cli.Tests;

/// <summary>What <c>agent start</c> waits for, beside an agent that runs. Whole ones run in Nexus.Journeys.</summary>
public sealed class AgentStartTests : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(21);
    private readonly ManualClock _clock = new();
    private readonly Spawner _spawner = new(TimeProvider.System);
    private readonly Desk _desk;
    private readonly ChildProcess _agent;

    public AgentStartTests()
    {
        _desk = new() { Clock = _clock };
        var program = Path.Combine(_desk.Root, "nexus-node");
        File.Copy("/bin/sleep", program);
        _agent = _spawner.Spawn(new SpawnRequest(new Argv(program, "600")));
        Write("node.pid", _agent.Pid.ToString(CultureInfo.InvariantCulture));
        Write("node.json", """{"node_id":"node-1","server":"http://127.0.0.1:3001"}""");
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact(Timeout = 60_000)]
    public async Task What_an_earlier_agent_left_in_the_list_is_not_believed()
    {
        List("joined");

        var start = _desk.RunAsync("agent", "start", "--detach");
        await _clock.WaitForTimerAsync(Ct);
        Assert.False(start.IsCompleted);
        Write("node.joined", "");
        _clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal((0, $"It runs already, pid {_agent.Pid}.\n"), Seen(await start));
    }

    [Fact(Timeout = 60_000)]
    public async Task The_list_has_to_have_it_joined_too()
    {
        Write("node.joined", "");
        List("unreachable");

        var start = _desk.RunAsync("agent", "start", "--detach");
        await _clock.WaitForTimerAsync(Ct);
        List("joined");
        _clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal((0, $"It runs already, pid {_agent.Pid}.\n"), Seen(await start));
    }

    [Fact(Timeout = 60_000)]
    public async Task One_whose_server_is_away_goes_on_and_is_not_said_to_have_joined()
    {
        var start = _desk.RunAsync("agent", "start", "--detach");
        await _clock.WaitForTimerAsync(Ct);
        _clock.Advance(Patience);
        var (code, _, stderr) = await start;

        Assert.Equal(ExitCode.Unreachable, code);
        Assert.StartsWith(
            $"error: nexus-node runs (pid {_agent.Pid}), but has not joined http://127.0.0.1:3001 after 20 seconds.",
            stderr, StringComparison.Ordinal);
        Assert.True(ProcessIdentity.Of(_agent.Pid) is { IsAlive: true });
    }

    public async ValueTask DisposeAsync()
    {
        await _agent.DisposeAsync();
        _spawner.Dispose();
        _desk.Dispose();
    }

    private static (int Code, string Said) Seen((int Code, string Stdout, string Stderr) end) => (end.Code, end.Stderr);

    private void List(string status) => _desk.Server.Answer(
        "GET /api/v1/nodes", HttpStatusCode.OK, $$"""
        {"items":[{{CannedServer.Node.Replace("joined", status, StringComparison.Ordinal)}}],"next_cursor":null}
        """.Replace($"{status}_at", "joined_at", StringComparison.Ordinal));

    private void Write(string file, string text) => _desk.Write($"home/.local/share/nexus-node/{file}", text);
}
