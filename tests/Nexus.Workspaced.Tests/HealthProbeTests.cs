using System.Collections;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Nexus.Processes;
using Nexus.Spec;
using Nexus.Testing;
using Nexus.Workspaced.Health;
using Nexus.Workspaced.Setup;

namespace Nexus.Workspaced.Tests;

/// <summary>One attempt at a service that takes connections and never answers, on a clock that a test moves.</summary>
public sealed class HealthProbeTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly ManualClock _clock = new();
    private readonly Spawner _spawner = new(TimeProvider.System);
    private readonly TcpListener _silent = new(IPAddress.Loopback, 0);

    public HealthProbeTests() => _silent.Start();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _silent.Dispose();
        _spawner.Dispose();
    }

    [Theory]
    [InlineData(2, false)]
    [InlineData(2.9, false)]
    [InlineData(8, true)]
    public async Task Who_was_held_still_for_long_has_learnt_nothing(double seconds, bool wasAway)
    {
        var trying = TryAsync(new() { Type = HealthCheckType.Http, Path = "/", Host = "127.0.0.1" });
        using var asked = await AskedAsync();
        _clock.Advance(TimeSpan.FromSeconds(seconds));

        var miss = await trying.WaitAsync(Patience, Ct);
        Assert.Equal(("GET / was not answered within 2 s", wasAway), (miss?.Reason, miss?.WasAway));
    }

    [Fact]
    public async Task An_answer_is_read_to_its_end_so_that_no_server_sees_a_broken_connection()
    {
        var trying = TryAsync(new() { Type = HealthCheckType.Http, Path = "/", Host = "127.0.0.1" });
        using var asked = await AskedAsync();
        await asked.SendAsync("HTTP/1.0 200 OK\r\n\r\n"u8.ToArray(), Ct);
        await asked.SendAsync(new byte[256 * 1024], Ct).AsTask().WaitAsync(Patience, Ct);
        asked.Shutdown(SocketShutdown.Send);

        Assert.Equal(0, await asked.ReceiveAsync(new byte[16], Ct).AsTask().WaitAsync(Patience, Ct));
        Assert.Null(await trying.WaitAsync(Patience, Ct));
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\n\r\nfor ever", null)]
    [InlineData("HTTP/1.1 503 Not Now\r\n\r\nfor ever", "GET / answered 503")]
    public async Task An_answer_without_end_is_judged_by_its_status(string begin, string? reason)
    {
        var trying = TryAsync(new() { Type = HealthCheckType.Http, Path = "/", Host = "127.0.0.1" });
        using var asked = await AskedAsync();
        await asked.SendAsync(Encoding.ASCII.GetBytes(begin), Ct);
        while (!trying.IsCompleted)
        {
            _clock.Advance(TimeSpan.FromMilliseconds(1));
            await Task.WhenAny(trying, Task.Delay(1, Ct));
        }

        Assert.Equal(reason, (await trying)?.Reason);
    }

    [Fact]
    public async Task A_command_has_four_seconds_however_long_one_would_wait()
    {
        var miss = TryAsync(new() { Type = HealthCheckType.Custom, Command = "exec sleep 600" });
        _clock.Advance(TimeSpan.FromSeconds(4));

        Assert.Equal("the check did not end within 4 s", (await miss.WaitAsync(Patience, Ct))?.Reason);
    }

    private Task<Miss?> TryAsync(HealthCheck check)
    {
        var user = new UserAccount("dev", 1000, 1000, [1000], "/tmp", "/bin/sh");
        var commands = new UserCommands(_spawner, user, new Variables(user, "ws-test", new Hashtable()));
        var service = new ServiceConfig
        {
            Name = "tried",
            Command = "",
            Port = ((IPEndPoint)_silent.LocalEndpoint).Port,
            HealthCheck = check,
        };
        return new HealthProbe(commands, _clock).TryAsync(service, HealthMonitor.Interval, Ct);
    }

    private async Task<Socket> AskedAsync()
    {
        var asked = await _silent.AcceptSocketAsync(Ct).AsTask().WaitAsync(Patience, Ct);
        await asked.ReceiveAsync(new byte[1024], Ct).AsTask().WaitAsync(Patience, Ct);
        return asked;
    }
}
