using System.Collections.Concurrent;
using Nexus.Processes;

namespace Nexus.Workspaced.Services;

/// <summary>A service's process now.</summary>
/// <param name="Name">Of the service.</param>
/// <param name="Child">Its first process.</param>
/// <param name="Started">A timestamp of the clock.</param>
internal sealed record LiveService(string Name, ChildProcess Child, long Started);

/// <summary>The processes behind the services that run.</summary>
internal sealed class LiveServices
{
    private readonly ConcurrentDictionary<string, LiveService> _all = new(StringComparer.Ordinal);

    public IReadOnlyList<LiveService> All => [.. _all.Values];

    /// <returns>Dispose it when that process is gone.</returns>
    public IDisposable Add(string name, ChildProcess child, long started)
    {
        var service = new LiveService(name, child, started);
        _all[name] = service;
        return new Entry(this, service);
    }

    private sealed class Entry(LiveServices live, LiveService service) : IDisposable
    {
        public void Dispose() => live._all.TryRemove(new(service.Name, service));
    }
}
