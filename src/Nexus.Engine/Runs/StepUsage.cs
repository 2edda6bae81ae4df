using System.Text.RegularExpressions;

namespace Nexus.Engine.Runs;

/// <summary>
/// What an attempt uses: <c>bytes_in</c>, <c>bytes_out</c>, ... One number for each metric, however often it is added
/// to. Recorded with the end of the attempt.
/// </summary>
public sealed partial class StepUsage
{
    /// <summary>So many are kept of one attempt.</summary>
    public const int Most = 16;

    private static readonly string[] OfTheEngine = ["run.count", "step.count", "wall_ms"];
    private readonly Lock _gate = new();
    private Dictionary<string, long>? _used;

    /// <summary>Null: nothing.</summary>
    internal IReadOnlyDictionary<string, long>? Used
    {
        get
        {
            lock (_gate)
                return _used is null ? null : new Dictionary<string, long>(_used, StringComparer.Ordinal);
        }
    }

    /// <param name="metric">Lowercase words with dots or underscores; not one that the engine measures.</param>
    /// <param name="quantity">At least 0.</param>
    /// <exception cref="ArgumentException">It is no metric for that, or there are too many.</exception>
    public void Add(string metric, long quantity)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(quantity);
        if (!Name().IsMatch(metric) || OfTheEngine.Contains(metric, StringComparer.Ordinal))
            throw new ArgumentException($"'{metric}' is no metric that a step can add to.", nameof(metric));
        lock (_gate)
        {
            _used ??= new(StringComparer.Ordinal);
            if (!_used.TryGetValue(metric, out var before) && _used.Count == Most)
                throw new ArgumentException($"A step has {Most} metrics at most.", nameof(metric));
            _used[metric] = long.MaxValue - before < quantity ? long.MaxValue : before + quantity;
        }
    }

    /// <summary>Null and nothing are the same.</summary>
    internal static IReadOnlyDictionary<string, long>? Sum(
        IReadOnlyDictionary<string, long>? one, IReadOnlyDictionary<string, long>? other)
    {
        if (one is null || other is null)
            return one ?? other;
        var sum = new Dictionary<string, long>(one, StringComparer.Ordinal);
        foreach (var (metric, quantity) in other)
            sum[metric] = sum.GetValueOrDefault(metric) + quantity;
        return sum;
    }

    [GeneratedRegex("^[a-z][a-z0-9_.]{0,39}$", RegexOptions.NonBacktracking)]
    private static partial Regex Name();
}
