using Microsoft.Extensions.Logging;
using Nexus.Platform.Tracing;

namespace Nexus.Engine.Runs;

/// <summary>The part that owns what executes.</summary>
internal sealed partial class RunEngine
{
    public const string SupersededBy = "superseded by run ";

    /// <summary>
    /// A run is on the errand of its own event: what flows along with the request that launches it, or with the run
    /// before it in its lane, would have it log under theirs.
    /// </summary>
    private void Launch(ActiveRun run)
    {
        using (ExecutionContext.SuppressFlow())
            run.Execution = ExecuteAsync(run);
    }

    private void Supersede(ActiveRun other, Guid by) => other.Superseding = SupersedeAsync(other, by);

    private async Task ExecuteAsync(ActiveRun run)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        using var span = RunSpans.Begin(run);
        try
        {
            if (await _execution.RunAsync(run, Stopping))
                return;
            span.End(run.Snapshot.Run.Error);
        }
        catch (OperationCanceledException) when (Stopping.IsCancellationRequested)
        {
            return;
        }
        catch (Exception e)
        {
            LogBroken(run.Id, run.Plan.Name, e);
            await FailAsync(run, e);
        }

        if (run.IsEnded)
            Leave(run);
    }

    /// <summary>No run may be stuck: what the engine did not expect fails it.</summary>
    private async Task FailAsync(ActiveRun run, Exception cause)
    {
        var error = RunErrors.StepFailed(run.Plan.Name, run.Snapshot.Current?.Name, cause);
        try
        {
            await Journal.RecordAsync(run, change => RunMachine.Abandoned(change, error), also: null, Stopping);
        }
        catch (Exception e)
        {
            LogBroken(run.Id, run.Plan.Name, e);
        }
    }

    private async Task SupersedeAsync(ActiveRun other, Guid by)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        try
        {
            await CancelAsync(other, $"{SupersededBy}{by}");
        }
        catch (Exception e)
        {
            LogNotSuperseded(other.Id, by, e);
        }
    }

    /// <summary>
    /// Durable first, then the token; but not of a run that fails already, for what follows of that goes on.
    /// </summary>
    public async Task CancelAsync(ActiveRun run, string reason)
    {
        await Journal.RecordAsync(
            run, change => RunMachine.CancelRequested(change, run.Plan, reason), also: null, Stopping);
        if (run.IsEnded && !run.IsWithdrawn)
        {
            Leave(run);
            return;
        }

        if (run.Snapshot.Run.CancelReason is null)
            return;
        await run.CancelAsync();
        Wake(run);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Run {RunId} of {Plan} broke the engine's expectations")]
    private partial void LogBroken(Guid runId, string plan, Exception exception);

    [LoggerMessage(Level = LogLevel.Error, Message = "Run {RunId} could not be cancelled for run {By}")]
    private partial void LogNotSuperseded(Guid runId, Guid by, Exception exception);
}
