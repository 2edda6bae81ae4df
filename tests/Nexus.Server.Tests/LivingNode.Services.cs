using System.Collections.Concurrent;
using Nexus.Contracts;
using Nexus.Transport;
using Nexus.Transport.Channels;
using Nexus.Transport.Workspaced;

namespace Nexus.Server.Tests;

internal sealed partial class LivingNode
{
    private readonly ConcurrentQueue<string> _ran = [];

    /// <summary>How the service of each environment is.</summary>
    public ServiceState Service { get; set; } = ServiceState.Healthy;

    /// <summary>The hooks that ran, in order.</summary>
    public IReadOnlyCollection<string> Ran => _ran;

    /// <summary>What is wrong with the configuration.</summary>
    public NexusError? BadConfiguration { get; set; }

    /// <summary>What its service listens on.</summary>
    public int? ServicePort { get; set; }

    private ServiceSnapshot Web => new() { Name = "web", State = Service, Command = "serve" };

    private async Task ConfigureAsync(WebSocketChannel stream)
    {
        if (BadConfiguration is { } error)
        {
            await stream.RefuseAsync(error, _stop.Token);
            return;
        }

        var reply = new ConfigureReply(
            [new("web", ServicePort, Internal: false, "serve", 1000)], IsDetected: false, HasPreStart: true,
            HasPostStart: true);
        await stream.AcceptAsync(reply, TransportJson.Default.ConfigureReply, _stop.Token);
    }

    /// <summary>The service of each becomes so, and is reported.</summary>
    public async Task TurnAsync(ServiceState state)
    {
        Service = state;
        foreach (var (id, isRunning) in _environments)
            await _node!.ReportAsync(Report(id, isRunning));
    }
}
