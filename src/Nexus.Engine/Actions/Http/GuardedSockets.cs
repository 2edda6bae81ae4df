using System.Net;
using System.Net.Sockets;
using Nexus.Contracts;

namespace Nexus.Engine.Actions.Http;

/// <summary>
/// Connections to where a request may go: of what a name means, only what may be reached is tried, and what is reached
/// is what was looked at. No redirect is followed and no cookie kept.
/// </summary>
internal static class GuardedSockets
{
    private static readonly HttpRequestOptionsKey<bool> IsAdministrator = new("nexus.administrator");

    /// <param name="options">What may be reached, and who vouches for it.</param>
    public static SocketsHttpHandler Handler(HttpOptions options) => new()
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false, // The address that is looked at has to be the one that is reached.
        AutomaticDecompression = DecompressionMethods.All,
        PooledConnectionLifetime = TimeSpan.Zero,
        ConnectCallback = Connect(options.Rules),
        SslOptions = { RemoteCertificateValidationCallback = OwnAuthorities.Check(options.CaFile) },
    };

    /// <summary>On whose behalf it is sent.</summary>
    public static void Mark(HttpRequestMessage message, bool isAdministrator) =>
        message.Options.Set(IsAdministrator, isAdministrator);

    private static Func<SocketsHttpConnectionContext, CancellationToken, ValueTask<Stream>> Connect(
        AddressRules rules) => (context, cancellationToken) => ConnectAsync(rules, context, cancellationToken);

    /// <exception cref="NexusException"><c>http.blocked</c>.</exception>
    private static async ValueTask<Stream> ConnectAsync(
        AddressRules rules, SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var host = context.DnsEndPoint.Host;
        context.InitialRequestMessage.Options.TryGetValue(IsAdministrator, out var isAdministrator);
        var addresses = await Dns.GetHostAddressesAsync(host, cancellationToken);
        var allowed = addresses.Where(address => rules.Allows(address, isAdministrator)).ToArray();
        if (allowed.Length == 0 && addresses.Length > 0)
            throw new NexusException(HttpErrors.Blocked(host, addresses[0]));

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(allowed, context.DnsEndPoint.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
