namespace Nexus.Cli.Talk;

/// <summary><c>NEXUS_DEBUG=1</c>: each request and its answer on stderr, without tokens or bodies.</summary>
internal sealed class WireTalk(Output output, TimeProvider clock) : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var started = clock.GetTimestamp();
        var response = await base.SendAsync(request, cancellationToken);
        var took = clock.GetElapsedTime(started).TotalMilliseconds;
        output.Say($"debug: {request.Method} {request.RequestUri} -> {(int)response.StatusCode} in {took:0.0} ms");
        return response;
    }
}
