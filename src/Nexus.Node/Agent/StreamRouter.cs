using Microsoft.Extensions.Logging;
using Nexus.Contracts;
using Nexus.Node.Environments;
using Nexus.Transport;
using Nexus.Transport.Channels;

namespace Nexus.Node.Agent;

/// <summary>Joins a stream of the server with the daemon of the environment it asks for, and adds nothing.</summary>
internal sealed partial class StreamRouter(EnvironmentDoor door, ILogger logger)
{
    public async Task ServeAsync(ByteChannel stream, StreamRequest request, CancellationToken cancellationToken)
    {
        using var scope = request.CorrelationId is { } asked ? logger.BeginScope(new Errand(asked)) : null;
        ByteChannel inside;
        try
        {
            inside = await door.ConnectAsync(request.WorkspaceId, cancellationToken);
        }
        catch (NexusException e)
        {
            LogRefused(request.Verb, request.WorkspaceId, e.Error.Code);
            await stream.RefuseAsync(e.Error, cancellationToken);
            await stream.CompleteWritesAsync(cancellationToken);
            return;
        }

        await using (inside)
        {
            await inside.WriteAsync(request, TransportJson.Default.StreamRequest, cancellationToken);
            await Splice.RunAsync(stream, inside, cancellationToken);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Refused {Verb} for {Workspace}: {Code}")]
    private partial void LogRefused(string verb, string workspace, string code);
}
