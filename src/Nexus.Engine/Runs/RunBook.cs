using System.Collections.Concurrent;

namespace Nexus.Engine.Runs;

/// <summary>The unfinished runs.</summary>
internal sealed class RunBook
{
    private readonly ConcurrentDictionary<Guid, ActiveRun> _runs = new();

    public ICollection<ActiveRun> All => _runs.Values;

    public void Add(ActiveRun run) => _runs[run.Id] = run;

    /// <returns>False when somebody else did.</returns>
    public bool Remove(ActiveRun run) => _runs.TryRemove(run.Id, out _);

    public ActiveRun? Find(Guid id) => _runs.GetValueOrDefault(id);
}
