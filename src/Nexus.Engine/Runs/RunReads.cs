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
