using System.Globalization;
using System.Text;

namespace Nexus.Platform.Metrics;

/// <summary>Where figures are written: the text format 0.0.4 of Prometheus, unless another says otherwise.</summary>
public class MetricText
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";
    private readonly StringBuilder _text = new();
    private Metric? _current;

    public virtual void Write(Metric metric, double value, params ReadOnlySpan<string> labels)
    {
        Begin(metric);
        Line(metric.Name, metric, labels, bound: null, value);
    }

    public virtual void Write(Metric metric, Histogram histogram, params ReadOnlySpan<string> labels)
    {
        Begin(metric);
        var last = 0L;
        foreach (var (bound, count) in histogram.Cumulated())
        {
            var shown = bound is { } seconds ? Number(seconds) : "+Inf";
            Line($"{metric.Name}_bucket", metric, labels, shown, count);
            last = count;
        }

        Line($"{metric.Name}_sum", metric, labels, bound: null, histogram.SumSeconds);
        Line($"{metric.Name}_count", metric, labels, bound: null, last);
    }

    public override string ToString() => _text.ToString();

    private void Begin(Metric metric)
    {
        if (_current == metric)
            return;
        _current = metric;
        var kind = metric.Kind switch
        {
            MetricKind.Counter => "counter",
            MetricKind.Gauge => "gauge",
            _ => "histogram",
        };
        _text.Append(
            CultureInfo.InvariantCulture, $"# HELP {metric.Name} {metric.Help}\n# TYPE {metric.Name} {kind}\n");
    }

    private void Line(string name, Metric metric, ReadOnlySpan<string> labels, string? bound, double value)
    {
        if (labels.Length != metric.Labels.Count)
            throw new ArgumentException($"{metric.Name} has {metric.Labels.Count} labels.", nameof(labels));
        _text.Append(name);
        var separator = '{';
        for (var i = 0; i < labels.Length; i++)
            Label(metric.Labels[i], labels[i], ref separator);
        if (bound is not null)
            Label("le", bound, ref separator);
        _text.Append(separator is '{' ? " " : "} ").Append(Number(value)).Append('\n');
    }

    private void Label(string name, string value, ref char separator)
    {
        var escaped = value.Replace("\\", "\\\\", StringComparison.Ordinal)
            .Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
        _text.Append(separator).Append(name).Append("=\"").Append(escaped).Append('"');
        separator = ',';
    }

    private static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
