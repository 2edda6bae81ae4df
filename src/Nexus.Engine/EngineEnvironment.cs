using Microsoft.Extensions.Logging;
using Nexus.Engine.Artifacts;
using Nexus.Engine.Footprints;
using Nexus.Engine.Runs;
using Nexus.Platform;

namespace Nexus.Engine;

/// <summary>What the engine runs with.</summary>
internal sealed record EngineEnvironment(EngineOptions Options, TimeProvider Clock, ILoggerFactory Loggers)
{
    /// <summary>The server begins to stop: what breaks from then on is no failure of a run.</summary>
    public CancellationToken Ending { get; init; }

    /// <summary>What it masks, no run goes on with.</summary>
    public Redactor Redactor { get; init; } = new();

    public RecentRuns Recent { get; init; } = new();

    /// <summary>Stores the log of a run by the change that ends it; null: logs are not stored.</summary>
    public Func<RunChange, Task<PreparedArtifact?>>? KeepLog { get; init; }
}
