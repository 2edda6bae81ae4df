using Nexus.Platform.Usage;

namespace Nexus.Engine.Footprints;

/// <summary>How long the runs of each blueprint take, as far as they were read; newer ones weigh more.</summary>
internal sealed class Histories(UsageStore store)
{
    private const double LeastWeight = 0.05;
    private const int MostKnown = 10_000;
    private readonly Dictionary<(string Owner, string Blueprint), Baseline> _known = [];
    private readonly HashSet<(string Owner, string Blueprint)> _changed = [];

    /// <summary>To be kept with what was read.</summary>
    public IReadOnlyList<Baseline> Changed => [.. _changed.Select(key => _known[key])];

    /// <returns>Null: none has completed.</returns>
    public Baseline? Of(string owner, string blueprint)
    {
        if (_known.TryGetValue((owner, blueprint), out var known))
            return known;
        if (store.BaselineOf(owner, blueprint) is { } kept)
            _known[(owner, blueprint)] = kept;
        return _known.GetValueOrDefault((owner, blueprint));
    }

    public void Learn(string owner, string blueprint, long wallMs)
    {
        var before = Of(owner, blueprint) ?? new(owner, blueprint, 0, wallMs, 0);
        var weight = Math.Max(1.0 / (before.Runs + 1), LeastWeight);
        var difference = wallMs - before.Mean;
        _known[(owner, blueprint)] = before with
        {
            Runs = before.Runs + 1,
            Mean = before.Mean + (weight * difference),
            Variance = (1 - weight) * (before.Variance + (weight * difference * difference)),
        };
        _changed.Add((owner, blueprint));
    }

    /// <summary>What has changed is kept now.</summary>
    public void Kept()
    {
        _changed.Clear();
        if (_known.Count > MostKnown)
            _known.Clear();
    }

    /// <summary>Nothing of it was: reading begins again before it.</summary>
    public void Forget()
    {
        _changed.Clear();
        _known.Clear();
    }
}
