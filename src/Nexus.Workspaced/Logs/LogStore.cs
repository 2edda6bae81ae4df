using Nexus.Workspaced.Setup;

namespace Nexus.Workspaced.Logs;

/// <summary>All logs of the workspace; they outlive services and the daemon.</summary>
internal sealed class LogStore(StateDirectory state, TimeProvider clock) : IDisposable
{
    /// <summary>The log of the daemon itself, of hooks and of sshd.</summary>
    public const string Own = "nexus";

    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, ServiceLog> _open = new(StringComparer.Ordinal);
    private readonly Pulse _pulse = new();

    /// <summary>Completes when a line is added anywhere.</summary>
    public Task Next => _pulse.Next;

    /// <summary>Every service that ever wrote.</summary>
    public IReadOnlyList<string> Names
    {
        get
        {
            lock (_gate)
            {
                var files = Directory.EnumerateFiles(state.Logs, "*.log").Select(Path.GetFileNameWithoutExtension);
                return [.. _open.Keys.Union(files.OfType<string>(), StringComparer.Ordinal)];
            }
        }
    }

    public ServiceLog Open(string name)
    {
        lock (_gate)
        {
            if (!_open.TryGetValue(name, out var log))
                _open[name] = log = new ServiceLog(name, state.Logs, clock, _pulse);
            return log;
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            foreach (var log in _open.Values)
                log.Dispose();
        }
    }
}
