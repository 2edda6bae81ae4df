using System.Text.Json;
using Nexus.Contracts;
using Nexus.Platform.Ledger;

namespace Nexus.Engine.Runs;

/// <summary>Questions about runs.</summary>
internal static class RunReads
{
    public static async Task<RunState> RunAsync(
        this ILedger ledger, Guid runId, Scope scope, CancellationToken cancellationToken)
    {
        var row = await ledger.FindAsync(RunState.Kind, runId.ToString(), cancellationToken);
        var isVisible = scope.OwnerId is null || string.Equals(row?.OwnerId, scope.OwnerId, StringComparison.Ordinal);
        return row is not null && isVisible ? RunRows.Run(row) : throw new NexusException(RunErrors.NotFound(runId));
    }

    public static async Task<RunSnapshot> SnapshotAsync(
        this ILedger ledger, Guid runId, CancellationToken cancellationToken)
    {
        var run = await ledger.RunAsync(runId, Scope.All, cancellationToken);
        return new(run, await ledger.StepsAsync(run, cancellationToken));
    }

    public static async Task<IReadOnlyList<StepState>> StepsAsync(
        this ILedger ledger, RunState run, CancellationToken cancellationToken)
    {
        var query = new EventQuery { RunId = run.RunId, Limit = int.MaxValue };
        var steps = StepHistory.Of((await ledger.EventsAsync(query, cancellationToken)).Select(item => item.Event));
        return run.OutputsBefore is { } before ? [.. steps.Select(step => WithOutputs(step, before))] : steps;
    }

    /// <param name="ledger">Where it is kept.</param>
    /// <param name="runId">Of its run.</param>
    /// <param name="step">Its name, or its id.</param>
    /// <param name="scope">Of who asks.</param>
    /// <param name="cancellationToken">Stops looking.</param>
    /// <exception cref="NexusException"><c>run.not_found</c>, <c>step.not_found</c>.</exception>
    public static async Task<StepState> StepAsync(
        this ILedger ledger, Guid runId, string step, Scope scope, CancellationToken cancellationToken)
    {
        var run = await ledger.RunAsync(runId, scope, cancellationToken);
        return new RunSnapshot(run, await ledger.StepsAsync(run, cancellationToken)).Step(step);
    }

    /// <param name="run">With its steps.</param>
    /// <param name="step">The name of one, or its id.</param>
    /// <exception cref="NexusException"><c>step.not_found</c>.</exception>
    public static StepState Step(this RunSnapshot run, string step) =>
        run.Steps.FirstOrDefault(state => Guid.TryParse(step, out var id)
            ? state.StepId == id
            : string.Equals(state.Name, step, StringComparison.Ordinal))
        ?? throw new NexusException(RunErrors.NoStep(run.Run.RunId, step));

    /// <summary>All it recorded of itself, oldest first.</summary>
    /// <exception cref="NexusException"><c>run.archived</c>.</exception>
    public static async Task<IReadOnlyList<RecordedEvent>> RecordAsync(
        this ILedger ledger, RunState run, CancellationToken cancellationToken)
    {
        var query = new EventQuery { RunId = run.RunId, Limit = int.MaxValue };
        var record = (await ledger.EventsAsync(query, cancellationToken)).Where(IsOwn).ToList();
        return record is [{ Event.EventName: "xyn.run.created" }, ..]
            ? record
            : throw new NexusException(RunErrors.Archived(run));
    }

    /// <summary>Others put the id of a run into their events, too, as who wants it again does.</summary>
    public static bool IsOwn(RecordedEvent item) =>
        StepHistory.IsOfStep(item.Event.EventName)
        || (item.Event.EventName.StartsWith("xyn.run.", StringComparison.Ordinal)
            && item.Event.EventName is not ("xyn.run.retry.requested" or "xyn.run.rerun.requested"));

    /// <summary>What was not finished, oldest first.</summary>
    public static async Task<IReadOnlyList<RunState>> OpenRunsAsync(
        this ILedger ledger, CancellationToken cancellationToken)
    {
        var query = new StateQuery(RunState.Kind, Scope.All) { OpenOnly = true, Limit = int.MaxValue };
        return [.. (await ledger.ListAsync(query, cancellationToken)).Select(RunRows.Run)];
    }

    private static StepState WithOutputs(StepState step, IReadOnlyDictionary<string, JsonElement> before) =>
        step.Outputs is null && before.TryGetValue(step.Name, out var outputs)
            ? step with { Outputs = outputs }
            : step;
}
