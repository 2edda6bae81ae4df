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

    /// <summary>Of plans whose names begin so. A commit that is on its way is waited for: it may end the run.</summary>
    public async Task<int> CountOpenAsync(string prefix, CancellationToken cancellationToken)
    {
        var open = 0;
        foreach (var run in All.Where(run => run.Plan.Name.StartsWith(prefix, StringComparison.Ordinal)))
        {
            await run.Gate.WaitAsync(cancellationToken);
            run.Gate.Release();
            open += run.IsEnded ? 0 : 1;
        }

        return open;
    }
}
