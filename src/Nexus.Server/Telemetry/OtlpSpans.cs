using System.Diagnostics;
using System.Text.Json;
using Nexus.Platform.Metrics;

namespace Nexus.Server.Telemetry;

/// <summary>Spans as the array <c>scopeSpans</c> of OTLP's JSON.</summary>
internal static class OtlpSpans
{
    private const int Ok = 1;
    private const int Error = 2;

    public static void WriteTo(Utf8JsonWriter json, IEnumerable<Activity> spans)
    {
        json.WriteStartArray("scopeSpans"u8);
        foreach (var source in spans.GroupBy(span => span.Source.Name, StringComparer.Ordinal))
        {
            json.WriteStartObject();
            json.WriteStartObject("scope"u8);
            json.WriteString("name"u8, source.Key);
            json.WriteEndObject();
            json.WriteStartArray("spans"u8);
            foreach (var span in source)
                Write(json, span);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, Activity span)
    {
        json.WriteStartObject();
        json.WriteString("traceId"u8, span.TraceId.ToHexString());
        json.WriteString("spanId"u8, span.SpanId.ToHexString());
        if (span.ParentSpanId != default)
            json.WriteString("parentSpanId"u8, span.ParentSpanId.ToHexString());
        if (span.TraceStateString is { } state)
            json.WriteString("traceState"u8, state);
        json.WriteString("name"u8, span.DisplayName);
        json.WriteNumber("kind"u8, Kind(span.Kind));
        json.WriteString("startTimeUnixNano"u8, OtlpMetrics.Nanoseconds(new(span.StartTimeUtc)));
        json.WriteString("endTimeUnixNano"u8, OtlpMetrics.Nanoseconds(new(span.StartTimeUtc + span.Duration)));
        OtlpJson.Attributes(json, span.TagObjects);
        if (span.Status is not ActivityStatusCode.Unset)
        {
            json.WriteStartObject("status"u8);
            json.WriteNumber("code"u8, span.Status is ActivityStatusCode.Error ? Error : Ok);
            if (span.StatusDescription is { } why)
                json.WriteString("message"u8, why);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static int Kind(ActivityKind kind) => kind switch
    {
        ActivityKind.Server => 2,
        ActivityKind.Client => 3,
        ActivityKind.Producer => 4,
        ActivityKind.Consumer => 5,
        _ => 1,
    };
}
