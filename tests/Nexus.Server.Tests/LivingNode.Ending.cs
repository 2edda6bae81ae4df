namespace Nexus.Server.Tests;

internal sealed partial class LivingNode
{
    /// <summary>All of them end, and nobody asked for it.</summary>
    public async Task EndAllAsync()
    {
        foreach (var id in _environments.Keys)
        {
            _environments[id] = false;
            await _node!.ReportAsync(Report(id, isRunning: false));
        }
    }
}
