using System.Net;
using Nexus.Contracts;

namespace Nexus.Node.Agent;

/// <summary>Where the server is, and the addresses of its node routes.</summary>
internal sealed record ServerAddress(Uri Root)
{
    public Uri Join => new(Root, "/api/v1/nodes/join");

    public Uri Control => WebSocket("/api/v1/nodes/control");

    public Uri Data => WebSocket("/api/v1/nodes/data");

    public bool IsLoopback => Root.IsLoopback
        || (IPAddress.TryParse(Root.Host, out var ip) && IPAddress.IsLoopback(ip));

    /// <exception cref="NexusException"><c>node.bad_address</c>, <c>node.insecure</c>.</exception>
    public static ServerAddress Parse(string text)
    {
        var written = text.Contains("://", StringComparison.Ordinal) ? text : $"https://{text}";
        if (!Uri.TryCreate(written, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https"))
            throw new NexusException(AgentErrors.BadAddress(text));
        var address = new ServerAddress(new Uri(uri.GetLeftPart(UriPartial.Authority)));
        return uri.Scheme == Uri.UriSchemeHttps || address.IsLoopback
            ? address
            : throw new NexusException(AgentErrors.Insecure(address.Root));
    }

    private Uri WebSocket(string path) =>
        new UriBuilder(new Uri(Root, path)) { Scheme = Root.Scheme == Uri.UriSchemeHttps ? "wss" : "ws" }.Uri;
}
