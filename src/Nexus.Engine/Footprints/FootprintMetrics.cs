namespace Nexus.Engine.Footprints;

/// <summary>What is measured, and in what.</summary>
internal static class FootprintMetrics
{
    /// <summary>1 for each run, when it has ended.</summary>
    public const string RunCount = "run.count";

    /// <summary>1 for each step that began.</summary>
    public const string StepCount = "step.count";

    /// <summary>Of a step: what its attempts took, without waiting. Of a run: from its start to its end.</summary>
    public const string WallMs = "wall_ms";

    public const string ArtifactBytesWritten = "artifact_bytes_written";

    public static string UnitOf(string metric) => metric switch
    {
        WallMs or "cpu_ms" => "ms",
        ArtifactBytesWritten or "bytes_in" or "bytes_out" => "bytes",
        "tokens_in" or "tokens_out" => "tokens",
        _ => "count",
    };
}
