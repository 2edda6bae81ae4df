namespace Nexus.Contracts;

/// <summary>A service as observed.</summary>
public sealed record ServiceView
{
    public required ServiceState Status { get; init; }

    /// <summary>Port inside the environment.</summary>
    public int? Port { get; init; }

    /// <summary>Leased port on the server, 23xxx.</summary>
    public int? MappedPort { get; init; }

    /// <summary>What the caller can open: an http check says it is healthy. Else null with a hint.</summary>
    public string? Url { get; init; }

    public string? Hint { get; init; }

    /// <summary>Checked and shown, not reachable from outside.</summary>
    public bool Internal { get; init; }

    public string? Command { get; init; }

    /// <summary>Why it is not healthy, with the end of its log.</summary>
    public string? Reason { get; init; }

    public int Restarts { get; init; }

    public int? LastExitCode { get; init; }

    /// <summary>When the running process was started, UTC.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>Of one core, all its processes together; null when it does not run or nobody could ask.</summary>
    public double? CpuPercent { get; init; }

    /// <summary>Of all its processes, what they share counted once; null as above.</summary>
    public long? MemoryBytes { get; init; }

    /// <summary>Since the running process was started; null as above.</summary>
    public long? UptimeSeconds { get; init; }
}
