using System.Globalization;
using System.Text.Json;

namespace Nexus.Platform.Metrics;

/// <summary>Figures as the array <c>metrics</c> of OTLP's JSON.</summary>
/// <param name="started">Counters count from then.</param>
/// <param name="now">When they are looked at.</param>
public sealed class OtlpMetrics(DateTimeOffset started, DateTimeOffset now) : MetricText
{
    /// <summary>Since when the server is: <c>AGGREGATION_TEMPORALITY_CUMULATIVE</c>.</summary>
    private const int Cumulative = 2;

    private readonly string _started = Nanoseconds(started);
    private readonly string _now = Nanoseconds(now);
    private readonly List<(Metric Metric, List<Action<Utf8JsonWriter>> Points)> _metrics = [];

    public static string Nanoseconds(DateTimeOffset time) =>
        ((time.ToUniversalTime() - DateTimeOffset.UnixEpoch).Ticks * 100).ToString(CultureInfo.InvariantCulture);

    public override void Write(Metric metric, double value, params ReadOnlySpan<string> labels)
    {
        var attributes = Attributes(metric, labels);
        Add(metric, json =>
        {
            Begin(json, attributes);
            json.WriteNumber("asDouble"u8, value);
            json.WriteEndObject();
        });
    }

    public override void Write(Metric metric, Histogram histogram, params ReadOnlySpan<string> labels)
    {
        var attributes = Attributes(metric, labels);
        var counts = histogram.Cumulated().ToList();
        var sum = histogram.SumSeconds;
        Add(metric, json =>
        {
            Begin(json, attributes);
            json.WriteString("count"u8, Whole(counts[^1].Count));
            json.WriteNumber("sum"u8, sum);
            json.WriteStartArray("bucketCounts"u8);
            for (var i = 0; i < counts.Count; i++)
                json.WriteStringValue(Whole(counts[i].Count - (i == 0 ? 0 : counts[i - 1].Count)));
            json.WriteEndArray();
            json.WriteStartArray("explicitBounds"u8);
            foreach (var bound in counts.Select(pair => pair.Bound).OfType<double>())
                json.WriteNumberValue(bound);
            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    public void WriteTo(Utf8JsonWriter json)
    {
        json.WriteStartArray("metrics"u8);
        foreach (var (metric, points) in _metrics)
        {
            json.WriteStartObject();
            json.WriteString("name"u8, metric.Name);
            json.WriteString("description"u8, metric.Help);
            json.WriteStartObject(metric.Kind switch
            {
                MetricKind.Counter => "sum"u8,
                MetricKind.Gauge => "gauge"u8,
                _ => "histogram"u8,
            });
            if (metric.Kind is not MetricKind.Gauge)
                json.WriteNumber("aggregationTemporality"u8, Cumulative);
            if (metric.Kind is MetricKind.Counter)
                json.WriteBoolean("isMonotonic"u8, true);
            json.WriteStartArray("dataPoints"u8);
            foreach (var point in points)
                point(json);
            json.WriteEndArray();
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static List<(string Key, string Value)> Attributes(Metric metric, ReadOnlySpan<string> labels)
    {
        var attributes = new List<(string, string)>(labels.Length);
        for (var i = 0; i < labels.Length; i++)
            attributes.Add((metric.Labels[i], labels[i]));
        return attributes;
    }

    private static string Whole(long number) => number.ToString(CultureInfo.InvariantCulture);

    private void Add(Metric metric, Action<Utf8JsonWriter> point)
    {
        if (_metrics is not [.., { Metric: var last }] || last != metric)
            _metrics.Add((metric, []));
        _metrics[^1].Points.Add(point);
    }

    private void Begin(Utf8JsonWriter json, List<(string Key, string Value)> attributes)
    {
        json.WriteStartObject();
        json.WriteString("startTimeUnixNano"u8, _started);
        json.WriteString("timeUnixNano"u8, _now);
        OtlpJson.Attributes(
            json, attributes.Select(pair => KeyValuePair.Create<string, object?>(pair.Key, pair.Value)));
    }
}
