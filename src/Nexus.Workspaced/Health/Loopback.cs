using System.Net;
using System.Net.Sockets;

namespace Nexus.Workspaced.Health;

/// <summary>The environment's own addresses: many development servers listen on one of the two only.</summary>
internal static class Loopback
{
    private static readonly IPAddress[] Both = [IPAddress.IPv6Loopback, IPAddress.Loopback];

    /// <returns>Null when nothing listens on either, or does not answer in time.</returns>
    public static Task<Socket?> ConnectAsync(
        int port, TimeSpan deadline, TimeProvider clock, CancellationToken cancellationToken) =>
        ConnectAsync(Both, port, deadline, clock, cancellationToken);

    public static async Task<Socket?> ConnectAsync(
        IReadOnlyList<IPAddress> addresses, int port, TimeSpan deadline, TimeProvider clock,
        CancellationToken cancellationToken)
    {
        using var timer = new CancellationTokenSource(deadline, clock);
        using var bounds = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellationToken);
        foreach (var address in addresses)
        {
            var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(new IPEndPoint(address, port), bounds.Token);
                return socket;
            }
            catch (Exception e) when (e is SocketException or OperationCanceledException)
            {
                socket.Dispose();
                cancellationToken.ThrowIfCancellationRequested();
            }
        }

        return null;
    }

    /// <summary>
    /// Without the system's resolver, which loads plug-ins that the image may not have for our C library: addresses and
    /// names of <c>/etc/hosts</c>.
    /// </summary>
    /// <param name="host">Null means both loopback addresses.</param>
    public static IReadOnlyList<IPAddress> Resolve(string? host)
    {
        if (host is null or "localhost")
            return Both;
        if (IPAddress.TryParse(host.Trim('[', ']'), out var literal))
            return Both.Contains(literal) ? [literal, .. Both.Where(other => !other.Equals(literal))] : [literal];
        if (!File.Exists("/etc/hosts"))
            return [];

        return
        [
            .. from line in File.ReadLines("/etc/hosts")
               let words = line.Split('#')[0].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
               where words.Skip(1).Contains(host, StringComparer.OrdinalIgnoreCase)
               let address = IPAddress.TryParse(words[0], out var parsed) ? parsed : null
               where address is not null
               select address,
        ];
    }
}
