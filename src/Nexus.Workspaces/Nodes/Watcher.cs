namespace Nexus.Workspaces.Nodes;

/// <summary>Ends a watch of the <see cref="Fleet"/>.</summary>
internal sealed class Watcher(Action end) : IDisposable
{
    public void Dispose() => end();
}
