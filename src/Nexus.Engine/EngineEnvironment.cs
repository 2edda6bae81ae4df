using Microsoft.Extensions.Logging;
using Nexus.Engine.Footprints;

namespace Nexus.Engine;

/// <summary>What the engine runs with.</summary>
internal sealed record EngineEnvironment(EngineOptions Options, TimeProvider Clock, ILoggerFactory Loggers)
{
    /// <summary>The server begins to stop: what breaks from then on is no failure of a run.</summary>
    public CancellationToken Ending { get; init; }

    public RecentRuns Recent { get; init; } = new();
}
