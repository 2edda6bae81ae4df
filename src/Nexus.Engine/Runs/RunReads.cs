using Nexus.Contracts;
using Nexus.Platform.Ledger;

namespace Nexus.Engine.Runs;

/// <summary>Questions about runs.</summary>
internal static class RunReads
{
    /// <summary>Far beyond what a plan may have.</summary>
    private const int MostSteps = 10_000;

    public static async Task<RunState> RunAsync(
        this ILedger ledger, Guid runId, Scope scope, CancellationToken cancellationToken)
    {
        var row = await ledger.FindAsync(RunState.Kind, runId.ToString(), cancellationToken);
        var isVisible = scope.OwnerId is null || string.Equals(row?.OwnerId, scope.OwnerId, StringComparison.Ordinal);
        return row is not null && isVisible ? RunRows.Run(row) : throw new NexusException(RunErrors.NotFound(runId));
    }

    public static async Task<RunSnapshot> SnapshotAsync(
        this ILedger ledger, Guid runId, CancellationToken cancellationToken) =>
        new(await ledger.RunAsync(runId, Scope.All, cancellationToken),
            await ledger.StepsAsync(runId, cancellationToken));

    public static async Task<IReadOnlyList<StepState>> StepsAsync(
        this ILedger ledger, Guid runId, CancellationToken cancellationToken)
    {
        var query = new StateQuery(StepState.Kind, Scope.All) { ParentId = runId.ToString(), Limit = MostSteps };
        return [.. (await ledger.ListAsync(query, cancellationToken)).Select(RunRows.Step)];
    }

    /// <summary>What was not finished, oldest first.</summary>
    public static async Task<IReadOnlyList<RunState>> OpenRunsAsync(
        this ILedger ledger, CancellationToken cancellationToken)
    {
        var query = new StateQuery(RunState.Kind, Scope.All) { OpenOnly = true, Limit = int.MaxValue };
        return [.. (await ledger.ListAsync(query, cancellationToken)).Select(RunRows.Run)];
    }
}
