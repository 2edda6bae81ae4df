using System.Globalization;
using System.Net;
using Nexus.Contracts;

namespace Nexus.Node.Agent;

/// <summary>Where the server is, and the addresses of its node routes.</summary>
internal sealed record ServerAddress(Uri Root)
{
    public const int DefaultPort = 3001;

    public Uri Join => new(Root, "/api/v1/nodes/join");

    public Uri Control => WebSocket("/api/v1/nodes/control");

    public Uri Data => WebSocket("/api/v1/nodes/data");

    public bool IsLoopback => Root.IsLoopback
        || (IPAddress.TryParse(Root.Host, out var ip) && IPAddress.IsLoopback(ip));

    /// <summary>The same, when both are this machine's: <c>localhost</c> is not another server.</summary>
    public bool IsSame(ServerAddress other) => this == other
        || (IsLoopback && other.IsLoopback && Root.Scheme == other.Root.Scheme && Root.Port == other.Root.Port);

    /// <param name="text">A URL, or a host as the command line takes it: plain HTTP on this machine only.</param>
    /// <param name="defaultPort">Of a host without one.</param>
    /// <exception cref="NexusException"><c>node.bad_address</c>, <c>node.insecure</c>.</exception>
    public static ServerAddress Parse(string text, int defaultPort = DefaultPort)
    {
        var isUrl = text.Contains("://", StringComparison.Ordinal);
        if (!Uri.TryCreate(isUrl ? text : $"https://{text}", UriKind.Absolute, out var uri)
            || uri.Scheme is not ("http" or "https"))
        {
            throw new NexusException(AgentErrors.BadAddress(text));
        }

        if (!isUrl)
        {
            var port = string.Create(CultureInfo.InvariantCulture, $":{uri.Port}");
            uri = new UriBuilder(uri)
            {
                Scheme = uri.IsLoopback ? Uri.UriSchemeHttp : Uri.UriSchemeHttps,
                Port = text.EndsWith(port, StringComparison.Ordinal) ? uri.Port : defaultPort,
            }.Uri;
        }

        var address = new ServerAddress(new Uri(uri.GetLeftPart(UriPartial.Authority)));
        return uri.Scheme == Uri.UriSchemeHttps || address.IsLoopback
            ? address
            : throw new NexusException(AgentErrors.Insecure(address.Root));
    }

    private Uri WebSocket(string path) =>
        new UriBuilder(new Uri(Root, path)) { Scheme = Root.Scheme == Uri.UriSchemeHttps ? "wss" : "ws" }.Uri;
}
