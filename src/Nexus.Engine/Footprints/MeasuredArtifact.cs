using Nexus.Platform.Ledger;
using Nexus.Platform.Usage;

namespace Nexus.Engine.Footprints;

/// <summary>What is stored of an artifact.</summary>
internal static class MeasuredArtifact
{
    /// <param name="position">Of the event.</param>
    /// <param name="created">The event.</param>
    /// <param name="plan">Name of its run's; null: it belongs to none.</param>
    public static Measured Of(long position, LedgerEvent created, string? plan)
    {
        var (name, length) = ("", 0L);
        if (created.Data is { } data)
        {
            name = data.TryGetProperty("name", out var told) ? told.GetString() ?? "" : "";
            length = data.TryGetProperty("byte_length", out var bytes) && bytes.TryGetInt64(out var all) ? all : 0;
        }

        return new(
            position, created.OccurredAt, new("artifact", created.Resource.Id, name), created.OwnerId,
            EndedRun.ClassOf(plan ?? "@"),
            new Dictionary<string, long>(StringComparer.Ordinal) { [FootprintMetrics.ArtifactBytesWritten] = length })
        {
            RunId = created.RunId,
            StepId = created.StepId,
            Blueprint = EndedRun.BlueprintOf(plan ?? ""),
        };
    }
}
