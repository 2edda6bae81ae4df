using System.Collections.Concurrent;
using Nexus.Contracts;
using Nexus.Platform.Metrics;

namespace Nexus.Server.Metrics;

/// <summary>Answers that were errors, by code.</summary>
internal sealed class ErrorFigures : IFigures
{
    private static readonly Metric Errors = new(
        "nexus_errors_total", MetricKind.Counter, "Requests answered with an error, by its code.", "code");

    private readonly ConcurrentDictionary<string, int> _counts = new(StringComparer.Ordinal);

    public IReadOnlyList<Metric> Metrics => [Errors];

    /// <summary>Codes of a newer node or daemon, which the catalogue lacks, are one.</summary>
    public void Count(NexusError error) =>
        _counts.AddOrUpdate(
            ErrorCatalogue.All.ContainsKey(error.Code) ? error.Code : "other", 1, static (_, count) => count + 1);

    public Task WriteAsync(MetricText text, CancellationToken cancellationToken)
    {
        foreach (var (code, count) in _counts.OrderBy(pair => pair.Key, StringComparer.Ordinal))
            text.Write(Errors, count, code);
        return Task.CompletedTask;
    }
}
