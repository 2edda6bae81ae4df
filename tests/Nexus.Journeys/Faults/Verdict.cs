using System.Text.Json;
using Nexus.Platform.Ledger;
using Nexus.Platform.Ledger.Sqlite;

namespace Nexus.Journeys.Faults;

/// <summary>What is in the ledger, compared with what callers heard and with what was called outside.</summary>
internal sealed class Verdict
{
    private const int Steps = 3;
    private const int MostTold = 20;
    private readonly List<string> _problems = [];

    public IReadOnlyList<string> Problems => _problems;

    public int Runs { get; private set; }

    /// <summary>Attempts that were perhaps made before, and say so.</summary>
    public int Repeated { get; private set; }

    public long Events { get; private set; }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>Of a server that is not running, and of which nothing is open.</summary>
    public static async Task<Verdict> OfAsync(SqliteLedger ledger, Callers callers, Far far)
    {
        var verdict = new Verdict { Events = ledger.Head };
        await verdict.LookAtEventsAsync(ledger, callers);
        var runs = await verdict.LookAtRunsAsync(ledger, callers);
        verdict.Runs = runs.Count;
        await verdict.LookAtStepsAsync(ledger, runs, far);
        if (await ledger.VerifyAsync(Ct) is { IsIntact: false } chain)
            verdict.Tell($"The chain breaks at {chain.BrokenAt}.");
        return verdict;
    }

    private async Task LookAtEventsAsync(SqliteLedger ledger, Callers callers)
    {
        var there = (await NamedAsync(ledger, Callers.EventName)).ToLookup(item => Number(item.Event.Data));
        foreach (var (number, id) in callers.Taken)
        {
            if (there[number].Select(item => item.Event.EventId).ToList() is not [var only] || only != id)
                Tell($"Event {number} was taken as {id}; there are {there[number].Count()}.");
        }
    }

    private async Task<Dictionary<string, long>> LookAtRunsAsync(SqliteLedger ledger, Callers callers)
    {
        var rows = await ledger.ListAsync(new("run", Scope.All) { Limit = int.MaxValue }, Ct);
        var runs = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var row in rows)
        {
            var run = JsonElement.Parse(row.Body);
            runs[row.Id] = Number(run.GetProperty("inputs"));
            if (run.GetProperty("status").GetString() is not "completed" and var status)
                Tell($"Run {row.Id} of event {runs[row.Id]} is {status}.");
        }

        var ofNumber = runs.ToLookup(pair => pair.Value);
        foreach (var number in callers.Taken.Keys.Where(number => ofNumber[number].Count() != 1))
            Tell($"Event {number} has {ofNumber[number].Count()} runs.");
        return runs;
    }

    private async Task LookAtStepsAsync(SqliteLedger ledger, Dictionary<string, long> runs, Far far)
    {
        var ended = (await NamedAsync(ledger, "xyn.step.completed")).ToLookup(item => $"{item.Event.RunId}");
        foreach (var run in runs.Keys)
        {
            var steps = ended[run].Select(item => item.Event.StepId).ToList();
            if (steps.Count != Steps || steps.Distinct().Count() != Steps)
                Tell($"Run {run} has {steps.Count} completed steps.");
        }

        var again = (await NamedAsync(ledger, "xyn.step.started"))
            .Where(item => item.Event.Data?.TryGetProperty("may_have_run_before", out var may) is true
                && may.GetBoolean())
            .Select(item => runs.GetValueOrDefault($"{item.Event.RunId}")).ToHashSet();
        Repeated = again.Count;
        var calls = far.Calls.ToLookup(call => call.Number, call => call.Key);
        foreach (var number in runs.Values)
        {
            var keys = calls[number].ToList();
            if (keys.Distinct(StringComparer.Ordinal).Count() != 1)
                Tell($"Event {number} was called for under {string.Join(", ", keys)}.");
            if (keys.Count > 1 && !again.Contains(number))
                Tell($"Event {number} was called for {keys.Count} times, and no step says so.");
        }
    }

    private void Tell(string problem)
    {
        if (_problems.Count < MostTold)
            _problems.Add(problem);
    }

    private static Task<IReadOnlyList<RecordedEvent>> NamedAsync(SqliteLedger ledger, string name) =>
        ledger.EventsAsync(new() { EventName = name, Limit = int.MaxValue }, Ct);

    private static long Number(JsonElement? data) => data?.GetProperty("number").GetInt64() ?? 0;
}
