using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Nexus.Processes;

namespace Nexus.Journeys.Campaigns;

/// <summary>What was done, what came of it, and what must not have been.</summary>
internal sealed partial class ChaosRecord
{
    private readonly ConcurrentDictionary<string, int> _good = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<(string Deed, string Why), int> _bad = new();
    private readonly ConcurrentDictionary<string, int> _blows = new(StringComparer.Ordinal);
    private int _looks;
    private int _lost;
    private int _reached;

    public ConcurrentQueue<string> Problems { get; } = new();

    /// <summary>Every workspace there ever was, by id, with its owner.</summary>
    public ConcurrentDictionary<string, string> Owners { get; } = new(StringComparer.Ordinal);

    /// <summary>Before the first workspace, with the last ones, and after they were removed.</summary>
    public List<WhatIsThere> Counts { get; } = [];

    /// <summary>What the ledger still has of them, with the server stopped.</summary>
    public IReadOnlyList<string> Rows { get; set; } = [];

    public IReadOnlyDictionary<string, int> Blows => _blows;

    public int Done => _good.Values.Sum();

    /// <summary>How often each deed was done, and why not.</summary>
    public IEnumerable<(string Deed, int Good, string WhyNot)> Deeds =>
        from deed in _good.Keys.Union(_bad.Keys.Select(bad => bad.Deed), StringComparer.Ordinal)
        orderby deed
        select (deed, _good.GetValueOrDefault(deed), string.Join(
            ", ", _bad.Where(bad => bad.Key.Deed == deed).OrderByDescending(bad => bad.Value)
                .Select(bad => $"{bad.Value} {bad.Key.Why}")));

    /// <summary>How often an acknowledged file was looked for, and what was found instead.</summary>
    public (int Looks, int Lost) Files => (_looks, _lost);

    /// <summary>How often somebody saw what is another's.</summary>
    public int Reached => _reached;

    /// <summary>Whether the chain of all its events verifies.</summary>
    public (long Events, bool IsIntact) Chain { get; set; }

    public void Compare(int files, IEnumerable<string> problems)
    {
        Interlocked.Add(ref _looks, files);
        foreach (var problem in problems)
        {
            Interlocked.Increment(ref _lost);
            Problems.Enqueue(problem);
        }
    }

    public void Reach(string problem)
    {
        Interlocked.Increment(ref _reached);
        Problems.Enqueue(problem);
    }

    /// <summary>The last blows.</summary>
    public Diary Diary { get; } = new();

    /// <summary>What was done before the first losses.</summary>
    public ConcurrentQueue<string> Explanations { get; } = new();

    public void Explain(string what)
    {
        if (Explanations.Count < 3)
            Explanations.Enqueue(what);
    }

    public void Count(string blow) => _blows.AddOrUpdate(blow, 1, (_, count) => count + 1);

    /// <summary>A failure is nothing bad in these times; one that is not explained or never ends is.</summary>
    public bool Add(string deed, ProcessResult result)
    {
        if (result.IsSuccess)
            _good.AddOrUpdate(deed, 1, (_, count) => count + 1);
        else
            _bad.AddOrUpdate((deed, Why(result)), 1, (_, count) => count + 1);
        if (result.Outcome is ProcessOutcome.TimedOut)
            Problems.Enqueue($"{deed} did not end in five minutes");
        else if (result.Error.Contains("Unhandled exception", StringComparison.Ordinal))
            Problems.Enqueue($"{deed}: {result.Error}");
        return result.IsSuccess;
    }

    private static string Why(ProcessResult result) =>
        Code().Matches(result.Error) is [.., { } last] ? $"`{last.Groups["code"].Value}`"
            : $"cut off ({result.ExitCode})";

    /// <summary>The code at the end of an error.</summary>
    [GeneratedRegex(@"\[(?<code>[a-z_]+\.[a-z_]+)\]", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Code();
}
