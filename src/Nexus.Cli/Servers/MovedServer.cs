namespace Nexus.Cli.Servers;

/// <summary>A server of this user's own that was started again may listen elsewhere; a watch goes on there.</summary>
internal sealed class MovedServer(LocalHome home) : DelegatingHandler
{
    protected override Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.RequestUri is { } asked && home.Running is { IsLoopback: true } now
            && now.Authority != asked.Authority)
        {
            request.RequestUri = new Uri(now, asked.PathAndQuery);
        }

        return base.SendAsync(request, cancellationToken);
    }
}
