using System.Text.Json;
using Microsoft.Extensions.Logging;
using Nexus.Contracts;
using Nexus.Transport.Channels;

namespace Nexus.Node.Agent;

/// <summary>Keeps the node joined: connects, and again for ever, with growing waits, until it is told to end.</summary>
internal sealed partial class NodeAgent(
    Joining joining, ServerSockets sockets, TimeProvider clock, Machine machine, ILogger logger)
{
    private static readonly TimeSpan Steady = TimeSpan.FromSeconds(10);
    private NodeCredential? _credential;

    /// <summary>Known once it has joined.</summary>
    public string NodeId => _credential?.NodeId ?? "";

    /// <exception cref="NexusException">The server does not want this node, and trying again will not help.</exception>
    public async Task JoinAsync(CancellationToken cancellationToken)
    {
        var backoff = NewBackoff();
        while (true)
        {
            try
            {
                _credential = await joining.CredentialAsync(cancellationToken);
                return;
            }
            catch (Exception e) when (IsPassing(e))
            {
                LogWaiting(e.Message);
            }

            await backoff.WaitAsync(clock, cancellationToken);
        }
    }

    public async Task<ByteChannel> OpenStreamAsync(CancellationToken cancellationToken)
    {
        var (address, token) = Current();
        return new WebSocketChannel(await sockets.OpenDataAsync(address, token, cancellationToken));
    }

    /// <summary>Ends by cancellation, or when the server does not want this node any more.</summary>
    public async Task RunAsync(ControlLink link, CancellationToken cancellationToken)
    {
        var backoff = NewBackoff();
        while (!cancellationToken.IsCancellationRequested)
        {
            var started = clock.GetTimestamp();
            try
            {
                var (address, token) = Current();
                var socket = await sockets.OpenControlAsync(address, token, cancellationToken);
                await link.RunAsync(socket, machine, cancellationToken);
            }
            catch (NexusException e) when (e.Error.Code == AgentErrors.RefusedCode)
            {
                LogRejoining();
                await RejoinAsync(cancellationToken);
            }
            catch (Exception e) when (IsPassing(e) || e is NexusException)
            {
                LogWaiting(e.Message);
            }

            if (clock.GetElapsedTime(started) > Steady)
                backoff = NewBackoff();
            await backoff.WaitAsync(clock, cancellationToken);
        }
    }

    private async Task RejoinAsync(CancellationToken cancellationToken)
    {
        try
        {
            _credential = await joining.JoinAsync(Current().Address, cancellationToken);
        }
        catch (Exception e) when (IsPassing(e))
        {
            LogWaiting(e.Message);
        }
    }

    private (ServerAddress Address, string Token) Current() => _credential is { } credential
        ? (joining.AddressOf(credential), credential.NodeToken)
        : throw new IOException("This node has not joined.");

    private static Backoff NewBackoff() => new(TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(10));

    private static bool IsPassing(Exception e) =>
        e is IOException or HttpRequestException or TimeoutException or JsonException or InvalidDataException
        || e is NexusException { Error.Code: AgentErrors.ServerFailedCode };

    [LoggerMessage(Level = LogLevel.Warning, Message = "No connection to the server: {Reason}")]
    private partial void LogWaiting(string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The server does not know this node any more; joining again")]
    private partial void LogRejoining();
}
