using Microsoft.Extensions.Logging;

namespace Nexus.Engine;

/// <summary>What the engine runs with.</summary>
internal sealed record EngineEnvironment(EngineOptions Options, TimeProvider Clock, ILoggerFactory Loggers);
