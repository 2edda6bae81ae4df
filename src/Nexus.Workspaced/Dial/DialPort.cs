using System.Net;
using Nexus.Transport;
using Nexus.Transport.Channels;
using Nexus.Workspaced.Channel;
using Nexus.Workspaced.Health;
using Nexus.Workspaced.Services;

namespace Nexus.Workspaced.Dial;

/// <summary>Answers <c>dial</c>: a TCP connection to something that listens on the environment's loopback.</summary>
internal sealed class DialPort(TimeProvider clock)
{
    private static readonly TimeSpan ConnectDeadline = TimeSpan.FromSeconds(5);

    public async Task AnswerAsync(Connection connection, CancellationToken cancellationToken)
    {
        var port = connection.Body(TransportJson.Default.DialRequest).Port;
        if (port is < IPEndPoint.MinPort + 1 or > IPEndPoint.MaxPort)
            throw WorkspacedErrors.BadRequest(connection.Request.Verb);

        using var socket = await Loopback.ConnectAsync(port, ConnectDeadline, clock, cancellationToken)
            ?? throw ServiceErrors.NothingListens(port);
        await connection.AcceptAsync(cancellationToken);
        await using var target = new SocketChannel(socket);
        await Splice.RunAsync(connection.Channel, target, cancellationToken);
    }
}
