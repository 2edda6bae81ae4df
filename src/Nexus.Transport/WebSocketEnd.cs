namespace Nexus.Transport;

/// <summary>How a WebSocket tells that it has ended by itself.</summary>
internal static class WebSocketEnd
{
    /// <summary>
    /// A ping that nobody answers, or an abort, is told to who waits as a cancellation, though nobody asked for one.
    /// </summary>
    public static bool IsOwn(Exception e, CancellationToken cancellationToken) =>
        e is OperationCanceledException && !cancellationToken.IsCancellationRequested;
}
