using System.Collections;
using System.Globalization;

namespace Nexus.Server.Telemetry;

/// <summary>
/// Where traces and metrics go: the variables every OpenTelemetry program knows. Without an endpoint nothing is made
/// and nothing is sent.
/// </summary>
internal sealed record OtlpOptions
{
    private const string Variable = "OTEL_EXPORTER_OTLP_ENDPOINT";

    /// <summary>Null: nowhere.</summary>
    public Uri? Endpoint { get; init; }

    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    public string Service { get; init; } = "nexusd";

    /// <summary>Of the resource, beside its service.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Attributes { get; init; } = [];

    /// <summary>How long finished spans wait for others.</summary>
    public TimeSpan SpansEvery { get; init; } = TimeSpan.FromSeconds(5);

    public TimeSpan MetricsEvery { get; init; } = TimeSpan.FromMinutes(1);

    public bool IsOn => Endpoint is not null;

    /// <exception cref="InvalidDataException">The endpoint is no address.</exception>
    public static OtlpOptions From(IDictionary variables)
    {
        var options = new OtlpOptions
        {
            Headers = Pairs(Text("OTEL_EXPORTER_OTLP_HEADERS")),
            Service = Text("OTEL_SERVICE_NAME") ?? "nexusd",
            Attributes = Pairs(Text("OTEL_RESOURCE_ATTRIBUTES")),
            SpansEvery = Time("OTEL_BSP_SCHEDULE_DELAY", TimeSpan.FromSeconds(5)),
            MetricsEvery = Time("OTEL_METRIC_EXPORT_INTERVAL", TimeSpan.FromMinutes(1)),
        };
        if (Text("OTEL_SDK_DISABLED") is "true" || Text(Variable) is not { } endpoint)
            return options;
        return Uri.TryCreate(endpoint.TrimEnd('/') + "/", UriKind.Absolute, out var address)
            && address.Scheme is "http" or "https"
            ? options with { Endpoint = address }
            : throw new InvalidDataException($"{Variable} is '{endpoint}': it must be an http or https address");

        string? Text(string name) => variables[name] is string { Length: > 0 } value ? value : null;

        TimeSpan Time(string name, TimeSpan usual) =>
            int.TryParse(Text(name), CultureInfo.InvariantCulture, out var milliseconds) && milliseconds > 0
                ? TimeSpan.FromMilliseconds(milliseconds)
                : usual;
    }

    /// <summary><c>name=value,name=value</c>, with escapes as in an address.</summary>
    private static IReadOnlyList<KeyValuePair<string, string>> Pairs(string? text) =>
    [
        .. from pair in (text ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
           let at = pair.IndexOf('=')
           where at > 0
           select KeyValuePair.Create(
               pair[..at].Trim(), Uri.UnescapeDataString(pair[(at + 1)..].Trim())),
    ];
}
