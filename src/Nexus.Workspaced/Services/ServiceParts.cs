using Nexus.Workspaced.Health;
using Nexus.Workspaced.Logs;
using Nexus.Workspaced.Setup;

namespace Nexus.Workspaced.Services;

/// <summary>What every service's loop works with.</summary>
internal sealed record ServiceParts(
    ServiceBoard Board, UserCommands Commands, LogStore Logs, HealthProbe Probe, TimeProvider Clock)
{
    public ServiceSecrets Secrets { get; } = new();

    public LiveServices Live { get; } = new();

    public MemoryKills MemoryKills { get; } = MemoryKills.OfEnvironment(Clock);
}
