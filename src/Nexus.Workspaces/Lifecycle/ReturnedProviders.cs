using System.Collections.Concurrent;
using Nexus.Workspaces.Nodes;

namespace Nexus.Workspaces.Lifecycle;

/// <summary>
/// Whether a provider is there, and a workspace that failed for want of it was not tried again since it is: each return
/// is worth one attempt, and no more.
/// </summary>
internal sealed class ReturnedProviders(Fleet fleet)
{
    private readonly ConcurrentDictionary<string, ProviderStay> _tried = new(StringComparer.Ordinal);

    public bool IsBack(Workspace workspace) => StayOf(workspace) is { } stay
        && !(_tried.TryGetValue(workspace.Id, out var before) && before == stay);

    public void Tried(Workspace workspace)
    {
        if (StayOf(workspace) is { } stay)
            _tried[workspace.Id] = stay;
    }

    /// <summary>It is as is wanted: the next failure is another one.</summary>
    public void Forget(string workspaceId) => _tried.TryRemove(workspaceId, out _);

    /// <summary>Of those that are gone nothing is remembered.</summary>
    public void ForgetAllBut(IReadOnlySet<string> workspaceIds)
    {
        foreach (var id in _tried.Keys.Where(id => !workspaceIds.Contains(id)))
            Forget(id);
    }

    private ProviderStay? StayOf(Workspace workspace) => workspace.Placement is { } placement
        ? fleet.LinkOf(placement.NodeId)?.StayOf(placement.Provider)
        : null;
}
