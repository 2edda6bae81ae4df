using System.Text;
using Microsoft.Extensions.Options;
using Nexus.Contracts;
using Nexus.Engine.Runs;

namespace Nexus.Engine.Actions.Http;

/// <summary>Sends what actions ask for to where that may go. It follows no redirect and keeps no cookie.</summary>
internal sealed class HttpSender : IDisposable
{
    private readonly IAdministrators _administrators;
    private readonly TimeProvider _clock;
    private readonly HttpClient _http;

    public HttpSender(IAdministrators administrators, IOptions<HttpOptions> options, TimeProvider clock)
    {
        (_administrators, _clock) = (administrators, clock);
        _http = new(GuardedSockets.Handler(options.Value)) { Timeout = Timeout.InfiniteTimeSpan };
    }

    public void Dispose() => _http.Dispose();

    /// <summary>One request, and its answer as far as it is asked for.</summary>
    /// <exception cref="NexusException">
    /// <c>http.blocked</c>, <c>http.failed</c>, <c>http.timed_out</c>, <c>http.too_large</c>,
    /// <c>http.unexpected_status</c>.
    /// </exception>
    public async Task<HttpAnswer> SendAsync(
        HttpAsk ask, HttpRequestMessage message, StepContext step, CancellationToken cancellationToken)
    {
        GuardedSockets.Mark(message, _administrators.Has(step.OwnerId));
        using var patience = new CancellationTokenSource(ask.Timeout, _clock);
        using var bounds = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            step.Usage.Add("bytes_out", message.Content?.Headers.ContentLength ?? 0);
            using var answer = await _http.SendAsync(
                message, HttpCompletionOption.ResponseHeadersRead, bounds.Token);
            var body = await ReadAsync(answer, ask, step, bounds.Token);
            var status = (int)answer.StatusCode;
            return ask.Expect?.Contains(status) ?? answer.IsSuccessStatusCode
                ? new(
                    status, [.. answer.Headers.Concat(answer.Content.Headers)],
                    answer.Content.Headers.ContentType?.MediaType, body)
                : throw new NexusException(HttpErrors.Unexpected(ask.Shown, status, Beginning(body)));
        }
        catch (OperationCanceledException e) when (patience.IsCancellationRequested)
        {
            throw new NexusException(HttpErrors.TimedOut(ask.Shown, ask.Timeout), e);
        }
        catch (HttpRequestException e) when (e.InnerException is NexusException blocked)
        {
            throw new NexusException(blocked.Error, e);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw new NexusException(HttpErrors.Failed(ask.Shown, (e.InnerException ?? e).Message), e);
        }
    }

    private static async Task<string> ReadAsync(
        HttpResponseMessage answer, HttpAsk ask, StepContext step, CancellationToken cancellationToken)
    {
        await using var stream = await answer.Content.ReadAsStreamAsync(cancellationToken);
        using var read = new MemoryStream();
        var buffer = new byte[16 * 1024];
        int count;
        while ((count = await stream.ReadAsync(buffer, cancellationToken)) > 0)
        {
            if (read.Length + count > ask.MaxBytes)
                throw new NexusException(HttpErrors.TooLarge(ask.Shown, ask.MaxBytes));
            read.Write(buffer, 0, count);
            step.Usage.Add("bytes_in", count);
        }

        return Encoding.UTF8.GetString(read.GetBuffer(), 0, (int)read.Length);
    }

    private static string Beginning(string body) => body.Length <= 1024 ? body : body[..1024] + "...";
}

/// <param name="ContentType">Without its parameters.</param>
internal sealed record HttpAnswer(
    int Status, IReadOnlyList<KeyValuePair<string, IEnumerable<string>>> Headers, string? ContentType, string Body);
