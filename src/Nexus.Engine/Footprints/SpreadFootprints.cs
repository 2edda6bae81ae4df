using System.Globalization;
using Nexus.Contracts;
using Nexus.Platform.Ledger;
using Nexus.Platform.Usage;

namespace Nexus.Engine.Footprints;

/// <summary>One row, spread out to footprints: of a run its own begin and end, those of its steps between.</summary>
internal static class SpreadFootprints
{
    private static readonly Dictionary<string, long> Nothing = [];

    public static IEnumerable<FootprintView> Of(Measured row) => All(row).Select((one, index) => new FootprintView
    {
        FootprintId = string.Create(CultureInfo.InvariantCulture, $"{row.Position}.{index}"),
        RunId = row.RunId,
        StepId = one.Step?.StepId ?? row.StepId,
        Metric = one.Metric,
        Quantity = one.Quantity,
        Unit = FootprintMetrics.UnitOf(one.Metric),
        Class = row.Class,
        SourceKind = one.Step is null ? row.Source.Kind : "step",
        SourceRef = one.Step is { } step ? $"{step.StepId}" : row.Source.Ref,
        Dims = EventData.Of(("name", one.Step?.Name ?? row.Source.Name)),
        RecordedAt = row.At,
    });

    private static IEnumerable<(MeasuredStep? Step, string Metric, long Quantity)> All(Measured row)
    {
        foreach (var (metric, quantity) in row.Metrics.Where(one => one.Key is not FootprintMetrics.WallMs))
            yield return (null, metric, quantity);
        foreach (var step in row.Steps)
        {
            yield return (step, FootprintMetrics.StepCount, 1);
            yield return (step, FootprintMetrics.WallMs, step.WallMs);
            foreach (var (metric, quantity) in (step.Used ?? Nothing).OrderBy(one => one.Key, StringComparer.Ordinal))
                yield return (step, metric, quantity);
        }

        if (row.Metrics.TryGetValue(FootprintMetrics.WallMs, out var wall))
            yield return (null, FootprintMetrics.WallMs, wall);
    }
}
