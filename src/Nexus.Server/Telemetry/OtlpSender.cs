using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Nexus.Platform;
using Nexus.Platform.Metrics;

namespace Nexus.Server.Telemetry;

/// <summary>OTLP over HTTP with JSON (opentelemetry.io/docs/specs/otlp): a few attempts, then it is given up.</summary>
internal sealed class OtlpSender : IDisposable
{
    private const int Attempts = 4;
    private static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan AtMost = TimeSpan.FromSeconds(10);

    /// <summary>Its own requests are no part of any trace, else each would make the next.</summary>
    private readonly HttpClient _http;

    private readonly OtlpOptions _options;
    private readonly string _envId;
    private readonly Redactor _redactor;
    private readonly TimeProvider _clock;

    public OtlpSender(OtlpOptions options, string envId, Redactor redactor, TimeProvider clock)
    {
        (_options, _envId, _redactor, _clock) = (options, envId, redactor, clock);
        foreach (var header in options.Headers)
            redactor.Protect(header.Value);
        _http = new(new SocketsHttpHandler
        {
            ActivityHeadersPropagator = null,
            AllowAutoRedirect = false,
            PooledConnectionLifetime = TimeSpan.FromMinutes(2),
        })
        {
            BaseAddress = options.Endpoint,
            Timeout = AtMost,
        };
    }

    /// <param name="path"><c>v1/traces</c> or <c>v1/metrics</c>.</param>
    /// <param name="resource">Name of the array around the resource.</param>
    /// <param name="write">What is of the resource.</param>
    /// <param name="cancellationToken">Stops trying.</param>
    /// <returns>Null when it arrived; else why not.</returns>
    public async Task<string?> SendAsync(
        string path, string resource, Action<Utf8JsonWriter> write, CancellationToken cancellationToken)
    {
        var body = Body(resource, write);
        for (var attempt = 1; ; attempt++)
        {
            var why = await TryAsync(path, body, cancellationToken);
            if (why is not { MayHelp: true } || attempt == Attempts)
                return why?.Text;
            var ceiling = FirstWait * Math.Pow(2, attempt);
            await Task.Delay(ceiling * Random.Shared.NextDouble(), _clock, cancellationToken);
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task<Failure?> TryAsync(string path, byte[] body, CancellationToken cancellationToken)
    {
        try
        {
            using var message = new HttpRequestMessage(HttpMethod.Post, path) { Content = new ByteArrayContent(body) };
            message.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            foreach (var (name, value) in _options.Headers)
                message.Headers.TryAddWithoutValidation(name, value);
            using var answer = await _http.SendAsync(message, cancellationToken);
            return answer.IsSuccessStatusCode
                ? null
                : new($"it answered {(int)answer.StatusCode}", answer.StatusCode is HttpStatusCode.TooManyRequests
                    or HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout);
        }
        catch (Exception e) when (e is HttpRequestException or IOException
            || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return new(e.Message, MayHelp: true);
        }
    }

    private byte[] Body(string resource, Action<Utf8JsonWriter> write)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            json.WriteStartArray(resource);
            json.WriteStartObject();
            json.WriteStartObject("resource"u8);
            OtlpJson.Attributes(json, Resource());
            json.WriteEndObject();
            write(json);
            json.WriteEndObject();
            json.WriteEndArray();
            json.WriteEndObject();
        }

        return _redactor.RedactJson(bytes.GetBuffer().AsSpan(0, (int)bytes.Length)).ToArray();
    }

    private IEnumerable<KeyValuePair<string, object?>> Resource() =>
    [
        Pair("service.name", _options.Service), Pair("service.version", Composition.Version),
        Pair("service.instance.id", _envId), Pair("host.name", Environment.MachineName),
        .. _options.Attributes.Select(pair => Pair(pair.Key, pair.Value)),
    ];

    private static KeyValuePair<string, object?> Pair(string key, string value) => new(key, value);

    private sealed record Failure(string Text, bool MayHelp);
}
