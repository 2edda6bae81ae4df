using Nexus.Transport.Channels;

namespace Nexus.Node.Files;

/// <summary>
/// Connects to a unix socket in a directory that an environment can write. The name is opened without following links
/// and the connection made to what was opened, so an environment cannot lead the node to another socket of its machine.
/// </summary>
internal static class SocketDoor
{
    /// <param name="path">May be longer than the 107 bytes of a socket address: the address is short.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <exception cref="IOException">It is no socket, or nobody listens.</exception>
    public static async Task<SocketChannel> ConnectAsync(string path, CancellationToken cancellationToken)
    {
        var descriptor = Native.Open(path, Native.OpenPathFlags);
        if (descriptor < 0)
            throw new IOException($"There is no {path}.");
        try
        {
            return FileKind.Of(descriptor) is { IsSocket: true }
                ? await SocketChannel.ConnectUnixAsync($"/proc/self/fd/{descriptor}", cancellationToken)
                : throw new IOException($"{path} is not a socket.");
        }
        finally
        {
            _ = Native.Close(descriptor);
        }
    }
}
