namespace Nexus.Platform.Metrics;

/// <summary>As Prometheus has them.</summary>
public enum MetricKind { Counter, Gauge, Histogram }

/// <summary>Something <c>/metrics</c> tells.</summary>
/// <param name="Name">Stable for ever; a counter's ends in <c>_total</c>.</param>
/// <param name="Kind">How to read it.</param>
/// <param name="Help">One line; docs/reference/observability.md shows it.</param>
/// <param name="Labels">Names. Their values come from what the code knows, never from what a caller sends.</param>
public sealed record Metric(string Name, MetricKind Kind, string Help, params IReadOnlyList<string> Labels);

/// <summary>What a part of the server tells of itself when somebody looks.</summary>
public interface IFigures
{
    IReadOnlyList<Metric> Metrics { get; }

    /// <summary>Writes each of <see cref="Metrics"/>, in their order.</summary>
    Task WriteAsync(MetricText text, CancellationToken cancellationToken);
}
