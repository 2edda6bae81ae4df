namespace Nexus.Platform.Ledger;

/// <summary>Where a ledger lives and how it behaves.</summary>
public sealed record LedgerOptions
{
    /// <summary>The database file, <c>state/data/events.db</c> of the home.</summary>
    public required string Path { get; init; }

    /// <summary>Directory of the events that the database has no longer, <c>archive</c> beside it.</summary>
    public string Archive => System.IO.Path.Combine(System.IO.Path.GetDirectoryName(Path) ?? "", "archive");

    /// <summary>Id of the home, written into every event.</summary>
    public string EnvId { get; init; } = "local";

    /// <summary>How long a write waits for a lock someone else holds on the file.</summary>
    public TimeSpan BusyTimeout { get; init; } = TimeSpan.FromSeconds(4);

    /// <summary>Events between two checkpoints of the hash chain.</summary>
    public int CheckpointEvery { get; init; } = 1000;

    /// <summary>Batches that may wait for the writer; callers beyond that wait for room.</summary>
    public int QueueLimit { get; init; } = 16_384;
}
