using Nexus.Contracts;
using Nexus.Transport;
using Nexus.Transport.Control;

namespace Nexus.Node.Agent;

/// <summary>Tells one server when the machine is not as it was told.</summary>
internal sealed class MachineNews(Machine machine, NodeCapabilities told)
{
    private NodeCapabilities _told = told;

    public async Task TellAsync(ControlConnection connection, CancellationToken cancellationToken)
    {
        var now = machine.Look();
        if (Machine.IsAsTold(now, _told))
            return;
        await connection.NotifyAsync(
            ControlVerbs.Capabilities, now, TransportJson.Default.NodeCapabilities, cancellationToken);
        _told = now;
    }
}
