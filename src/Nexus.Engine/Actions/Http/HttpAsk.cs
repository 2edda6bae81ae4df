using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Nexus.Contracts;
using Nexus.Engine.Runs;
using Nexus.Engine.Secrets;
using Nexus.Spec;

namespace Nexus.Engine.Actions.Http;

/// <summary>What a step asks for, checked. Secrets are put in when it is sent, and nowhere else.</summary>
internal sealed record HttpAsk
{
    private static readonly string[] Methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

    private const int MostBytes = 1024 * 1024;

    private static readonly TimeSpan UsualTimeout = TimeSpan.FromSeconds(30);

    public required HttpMethod Method { get; init; }

    public required Uri Url { get; init; }

    public required JsonElement With { get; init; }

    public required TimeSpan Timeout { get; init; }

    public required long MaxBytes { get; init; }

    /// <summary>More tries after the first.</summary>
    public required int Retries { get; init; }

    /// <summary>Statuses that are no failure; null: 200 to 299.</summary>
    public required IReadOnlySet<int>? Expect { get; init; }

    /// <summary>What may be shown of the address: not its query, which may hold a key.</summary>
    public string Shown => Url.GetLeftPart(UriPartial.Path);

    /// <exception cref="NexusException"><c>http.bad_call</c>.</exception>
    public static HttpAsk Of(JsonElement with)
    {
        var method = with.Text("method")?.ToUpperInvariant() ?? "GET";
        if (!Methods.Contains(method, StringComparer.Ordinal))
            throw Bad($"its method is none of {string.Join(", ", Methods)}");
        if (!Uri.TryCreate(with.Text("url"), UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
            throw Bad("its url is no http:// or https:// address");
        if (url.UserInfo.Length > 0)
            throw Bad("its url has a user in it; use a header with a secret");
        return new()
        {
            Method = new(method),
            Url = url,
            With = with,
            Timeout = Timed(with.Text("timeout")),
            Retries = (with.Whole("retries") ?? 0) is >= 0 and <= HttpRetry.Most and var retries
                ? retries
                : throw Bad($"its retries are not 0 to {HttpRetry.Most}"),
            MaxBytes = (with.Whole("max_bytes") ?? MostBytes) is > 0 and <= MostBytes and var bytes
                ? bytes
                : throw Bad("its max_bytes is not from 1 to 1048576"),
            Expect = with.List("expect") is { } expect ? Statuses(expect) : null,
        };
    }

    /// <exception cref="NexusException"><c>http.bad_call</c>.</exception>
    public static HttpAsk OfPost(JsonElement with) => Of(with) with { Method = HttpMethod.Post };

    /// <exception cref="NexusException"><c>http.bad_call</c>, or of the secret.</exception>
    /// <param name="step">That asks.</param>
    /// <param name="secrets">Of its owner.</param>
    /// <param name="json">What is sent; null: the step's <c>body</c>.</param>
    public HttpRequestMessage Message(StepContext step, SecretReader secrets, byte[]? json = null)
    {
        var message = new HttpRequestMessage(Method, Url)
        {
            Content = json is null ? Content(step, secrets) : Content(json, "application/json"),
        };
        message.Headers.TryAddWithoutValidation("X-Correlation-Id", step.CorrelationId);
        message.Headers.TryAddWithoutValidation("X-Run-Id", $"{step.RunId}");
        message.Headers.TryAddWithoutValidation("X-Step-Id", $"{step.StepId}");
        message.Headers.UserAgent.Add(new ProductInfoHeaderValue("nexus", "1"));
        if (Method != HttpMethod.Get && Method != HttpMethod.Head)
            message.Headers.TryAddWithoutValidation("Idempotency-Key", step.IdempotencyKey);
        if (With.Map("headers") is not { } headers)
            return message;

        foreach (var header in headers.EnumerateObject())
        {
            var value = secrets.Text(header.Value, step.OwnerId)
                ?? (header.Value.ValueKind is JsonValueKind.Number ? header.Value.GetRawText() : null)
                ?? throw Bad($"its header {header.Name} is no text");
            if (value.AsSpan().ContainsAny('\r', '\n', '\0') || !Put(message, header.Name, value))
                throw Bad($"its header {header.Name} cannot be sent");
        }

        return message;
    }

    /// <summary>In place of what is there; false: it is no header, or not one to be set.</summary>
    private static bool Put(HttpRequestMessage message, string name, string value)
    {
        if (Put(message.Headers, name, value))
            return true;
        message.Content ??= new ByteArrayContent([]);
        return Put(message.Content.Headers, name, value);
    }

    private static bool Put(HttpHeaders headers, string name, string value)
    {
        if (headers.NonValidated.Contains(name))
            headers.Remove(name);
        return headers.TryAddWithoutValidation(name, value);
    }

    private ByteArrayContent? Content(StepContext step, SecretReader secrets)
    {
        if (With.Value("body") is not { } body)
            return null;
        var text = secrets.Text(body, step.OwnerId);
        return Content(
            Encoding.UTF8.GetBytes(text ?? body.GetRawText()), text is null ? "application/json" : "text/plain");
    }

    private static ByteArrayContent Content(byte[] body, string type) =>
        new(body) { Headers = { ContentType = new(type, "utf-8") } };

    private static TimeSpan Timed(string? text) => text is null
        ? UsualTimeout
        : Durations.Parse(text) ?? throw Bad($"its timeout '{text}' is no duration, as 10s is");

    private static HashSet<int> Statuses(JsonElement expect)
    {
        var statuses = new HashSet<int>();
        foreach (var status in expect.EnumerateArray())
        {
            statuses.Add(status.ValueKind is JsonValueKind.Number && status.TryGetInt32(out var number)
                ? number
                : throw Bad("its expect is no list of statuses"));
        }

        return statuses;
    }

    private static NexusException Bad(string why) => new(HttpErrors.BadCall(why));
}
