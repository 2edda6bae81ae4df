using System.Collections.Concurrent;
using Nexus.Contracts;
using Nexus.Workspaces.Lifecycle;

namespace Nexus.Workspaces.Workcells;

/// <summary>Which workspaces are in use by steps, and when they last were, if their life depends on it.</summary>
internal sealed class Uses(WorkspaceStore workspaces, TimeProvider clock)
{
    /// <summary>A use so soon after another is not written down.</summary>
    private const int Parts = 20;

    private readonly ConcurrentDictionary<string, int> _now = new(StringComparer.Ordinal);

    public bool IsUsed(string workspaceId) => _now.GetValueOrDefault(workspaceId) > 0;

    public async Task<T> DuringAsync<T>(Workspace workspace, Cause cause, Func<Task<T>> use)
    {
        if (workspace.Lifespan is null)
            return await use();
        _now.AddOrUpdate(workspace.Id, 1, (_, count) => count + 1);
        try
        {
            return await use();
        }
        finally
        {
            await KeepAsync(workspace.Id, cause);
            if (_now.AddOrUpdate(workspace.Id, 0, (_, count) => count - 1) == 0)
                _now.TryRemove(new(workspace.Id, 0));
        }
    }

    private async Task KeepAsync(string id, Cause cause)
    {
        try
        {
            await workspaces.ChangeAsync(id, ToUsed, cause, CancellationToken.None);
        }
        catch (NexusException e) when (e.Error.Code is "workspace.not_found")
        {
            // It was removed while it was used.
            return;
        }
    }

    private Change? ToUsed(Workspace workspace) =>
        workspace.Lifespan is { } life && clock.GetUtcNow() - life.UsedAt is var since && since > life.Ttl / Parts
            ? new(workspace with { Lifespan = life with { UsedAt = life.UsedAt + since } })
            : null;
}
