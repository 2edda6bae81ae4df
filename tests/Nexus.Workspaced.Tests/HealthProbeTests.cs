using System.Collections;
using System.Net;
using System.Net.Sockets;
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
        var user = new UserAccount("dev", 1000, 1000, [1000], "/tmp", "/bin/sh");
        var commands = new UserCommands(_spawner, user, new Variables(user, "ws-test", new Hashtable()));
        var service = new ServiceConfig
        {
            Name = "silent",
            Command = "",
            Port = ((IPEndPoint)_silent.LocalEndpoint).Port,
            HealthCheck = new() { Type = HealthCheckType.Http, Path = "/", Host = "127.0.0.1" },
        };

        var trying = new HealthProbe(commands, _clock).TryAsync(service, TimeSpan.FromSeconds(4), Ct);
        using var asked = await _silent.AcceptSocketAsync(Ct).AsTask().WaitAsync(Patience, Ct);
        await asked.ReceiveAsync(new byte[16], Ct).AsTask().WaitAsync(Patience, Ct);
        _clock.Advance(TimeSpan.FromSeconds(seconds));

        var miss = await trying.WaitAsync(Patience, Ct);
        Assert.Equal(("GET / was not answered within 2 s", wasAway), (miss?.Reason, miss?.WasAway));
    }
}
