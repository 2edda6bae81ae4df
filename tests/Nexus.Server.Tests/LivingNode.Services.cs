using System.Collections.Concurrent;
using System.Text.Json;
using Nexus.Contracts;
using Nexus.Transport;
using Nexus.Transport.Channels;
using Nexus.Transport.Control;
using Nexus.Transport.Workspaced;

namespace Nexus.Server.Tests;

internal sealed partial class LivingNode
{
    private readonly ConcurrentQueue<string> _ran = [];
    private readonly ConcurrentDictionary<string, IReadOnlyList<ServicePlan>> _started = new(StringComparer.Ordinal);

    /// <summary>How the service of each environment is.</summary>
    public ServiceState Service { get; set; } = ServiceState.Healthy;

    /// <summary>The hooks that ran, in order.</summary>
    public IReadOnlyCollection<string> Ran => _ran;

    /// <summary>What is wrong with the configuration.</summary>
    public NexusError? BadConfiguration { get; set; }

    /// <summary>Why it refuses a command that it would obey; null: it does not.</summary>
    public Func<ControlMessage, NexusError?> Refuses
    {
        set => _node!.Refuses = value;
    }

    /// <summary>What the configuration says, whenever it is read.</summary>
    public IReadOnlyList<ServicePlan> Configured { get; set; } = [Plan("web")];

    /// <summary>Names of the services that were started, of all environments.</summary>
    public IReadOnlyList<string> Started =>
        [.. _started.Values.SelectMany(plans => plans).Select(plan => plan.Name)];

    public static ServicePlan Plan(string name, int? port = null, string? secret = null) =>
        new(name, port, Internal: false, "serve", 1000, secret is null ? null : [secret]);

    private ServiceSnapshot Seen(ServicePlan plan) =>
        new() { Name = plan.Name, State = Service, Command = plan.Command, Port = plan.Port };

    /// <summary>All of them, or one and the others as they were.</summary>
    private void Start(StreamRequest request)
    {
        var one = request.Verb is Verbs.Restart
            ? request.Body?.Deserialize(TransportJson.Default.RestartRequest)?.Service
            : null;
        _started[request.WorkspaceId] = one is null
            ? Configured
            : [
                .. _started.GetValueOrDefault(request.WorkspaceId, []).Where(plan => plan.Name != one),
                .. Configured.Where(plan => plan.Name == one),
            ];
    }

    private async Task ConfigureAsync(WebSocketChannel stream)
    {
        if (BadConfiguration is { } error)
        {
            await stream.RefuseAsync(error, _stop.Token);
            return;
        }

        var reply = new ConfigureReply(
            Configured, IsDetected: false, HasPreStart: true, HasPostStart: true);
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
