using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Nexus.Contracts;

namespace Nexus.Node.Agent;

/// <summary>How a node comes to its own credential: with a join token, or as the server's own user.</summary>
internal sealed class Joining(
    HttpMessageInvoker http, NodeHome home, LocalServer local, NodeOptions options, string version)
{
    /// <summary>The credential this node has; with none it joins.</summary>
    /// <exception cref="NexusException"><c>node.*</c>: it cannot.</exception>
    public async Task<NodeCredential> CredentialAsync(CancellationToken cancellationToken)
    {
        var known = home.ReadCredential();
        if (known is { IsOwnServer: true } && options.Server is null)
            return known;
        var server = options.Server ?? known?.Server ?? local.Url ?? throw new NexusException(AgentErrors.NoServer);
        var address = ServerAddress.Parse(server, options.ServerPort);
        // As its own file writes it: another name may lead to what another user listens on.
        if (local.Address is { } own && own.IsSame(address))
            address = own;
        return known is not null && ServerAddress.Parse(known.Server) == address
            ? known
            : await JoinAsync(address, cancellationToken);
    }

    /// <exception cref="NexusException"><c>node.*</c>: the server does not want it.</exception>
    /// <exception cref="HttpRequestException">The server cannot be reached.</exception>
    /// <exception cref="IOException">It is this user's own, and does not run.</exception>
    public async Task<NodeCredential> JoinAsync(ServerAddress server, CancellationToken cancellationToken)
    {
        var token = Token(server) ?? throw new NexusException(AgentErrors.NoToken(server.Root));
        using var request = new HttpRequestMessage(HttpMethod.Post, server.Join);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        request.Content = new StringContent(
            JsonSerializer.Serialize(new(options.Name, version), NodeJson.Default.JoinRequest), Encoding.UTF8,
            "application/json");
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(TimeSpan.FromSeconds(15));
        using var response = await SendAsync(request, deadline.Token, cancellationToken);
        if (response.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden)
            throw new NexusException(AgentErrors.JoinRefused(server.Root));

        var body = await response.Content.ReadAsStringAsync(cancellationToken);
        if (!response.IsSuccessStatusCode)
            throw new NexusException(ErrorIn(body) ?? AgentErrors.ServerFailed(server.Root, $"{response.StatusCode}."));
        var view = Read(body, server);
        var credential = new NodeCredential(
            view.NodeId, view.NodeToken, server.Root.GetLeftPart(UriPartial.Authority),
            IsOwnServer: options.JoinToken is not { Length: > 0 });
        home.Write(credential);
        return credential;
    }

    /// <summary>Where its server is now: the one of this user may have come back at another port.</summary>
    public ServerAddress AddressOf(NodeCredential credential) =>
        credential.IsOwnServer && options.Server is null && local is { IsRunning: true, Address: { } now }
            ? now
            : ServerAddress.Parse(credential.Server);

    private async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken deadline, CancellationToken cancellationToken)
    {
        try
        {
            return await http.SendAsync(request, deadline);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new IOException("The server did not answer.", e);
        }
    }

    /// <summary>
    /// The admin's own token goes where the server's own file says it is, while that server runs; nowhere else.
    /// </summary>
    private string? Token(ServerAddress server)
    {
        if (options.JoinToken is { Length: > 0 } given)
            return given;
        if (local.Address != server)
            return null;
        return local.IsRunning ? local.AdminToken : throw new IOException("The server of this user does not run.");
    }

    private static JoinView Read(string body, ServerAddress server)
    {
        try
        {
            return JsonSerializer.Deserialize(body, NodeJson.Default.JoinView)
                ?? throw new NexusException(AgentErrors.ServerFailed(server.Root, "it answered with nothing."));
        }
        catch (JsonException e)
        {
            throw new NexusException(AgentErrors.ServerFailed(server.Root, "it is not a Nexus server."), e);
        }
    }

    private static NexusError? ErrorIn(string body)
    {
        try
        {
            return JsonSerializer.Deserialize(body, NodeJson.Default.ErrorEnvelope)?.Error;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
