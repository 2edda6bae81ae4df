using Nexus.Contracts;
using Nexus.Journeys.BadDays;
using Nexus.Journeys.Installing;

[assembly: AssemblyFixture(typeof(OwnWorkspaces))]

namespace Nexus.Journeys.BadDays;

/// <summary>Another <see cref="ReadyWorkspaces"/>, for what would disturb the others.</summary>
public sealed class OwnWorkspaces : IAsyncLifetime
{
    private readonly ReadyWorkspaces _ready = new();

    public ValueTask InitializeAsync() => _ready.InitializeAsync();

    internal Task<(Installation Nexus, WorkspaceView Workspace)> OfAsync(string provider) => _ready.OfAsync(provider);

    public ValueTask DisposeAsync() => _ready.DisposeAsync();
}
