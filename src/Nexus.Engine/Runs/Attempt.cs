using System.Text.Json;
using Microsoft.Extensions.Logging;
using Nexus.Contracts;

namespace Nexus.Engine.Runs;

/// <summary>One attempt at a step. A step that ignores its token is left behind after a grace.</summary>
internal sealed partial class Attempt(TimeProvider clock, EngineOptions options, ILogger logger)
{
    /// <param name="run">Whose step it is.</param>
    /// <param name="step">What is attempted.</param>
    /// <param name="left">Of the time that the run may take; null: it may take any.</param>
    /// <param name="act">How it is done.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>Null when it completed.</returns>
    public async Task<(NexusError? Error, JsonElement? Output)> RunAsync(
        ActiveRun run, Step step, TimeSpan? left, Func<CancellationToken, Task<JsonElement?>> act,
        CancellationToken cancellationToken)
    {
        if (left <= TimeSpan.Zero)
            return (RunErrors.WallLimit(run.Plan), null);
        var within = left is { } rest && rest < step.Deadline ? rest : step.Deadline;
        using var ending = new CancellationTokenSource(within, clock);
        await using var cancelled = cancellationToken.UnsafeRegister(_ => ending.Cancel(), null);
        try
        {
            var acting = act(ending.Token);
            return (null, acting.IsCompleted ? await acting : await WaitAsync(acting, run, step, ending.Token));
        }
        catch (Exception) when (within < step.Deadline && HasRunOut())
        {
            return (RunErrors.WallLimit(run.Plan), null);
        }
        catch (OperationCanceledException) when (HasRunOut())
        {
            return (RunErrors.StepTimeout(run.Plan.Name, step), null);
        }
        catch (NexusException e)
        {
            return (e.Error, null);
        }
        catch (Exception e)
        {
            if (!ending.IsCancellationRequested)
                LogUnexpected(step.Name, run.Plan.Name, IdOf(run), e);
            return (RunErrors.StepFailed(run.Plan.Name, step.Name, e), null);
        }

        bool HasRunOut() => ending.IsCancellationRequested && !cancellationToken.IsCancellationRequested;
    }

    private async Task<JsonElement?> WaitAsync(
        Task<JsonElement?> acting, ActiveRun run, Step step, CancellationToken cancellationToken)
    {
        var cancelled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using (cancellationToken.UnsafeRegister(_ => cancelled.TrySetResult(), null))
        {
            if (await Task.WhenAny(acting, cancelled.Task) == acting)
                return await acting;
        }

        using var waiting = new CancellationTokenSource();
        if (await Task.WhenAny(acting, Task.Delay(options.Grace, clock, waiting.Token)) != acting)
        {
            LogLeftBehind(step.Name, run.Plan.Name, options.Grace, IdOf(run));
            _ = acting.ContinueWith(
                late => LogLate(step.Name, run.Plan.Name, IdOf(run), late.Exception), CancellationToken.None,
                TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
            throw new OperationCanceledException(cancellationToken);
        }

        await waiting.CancelAsync();
        return await acting;
    }

    private static string IdOf(ActiveRun run) => run.Snapshot.Run.CorrelationId;

    [LoggerMessage(Level = LogLevel.Error,
        Message = "Step {Step} of {Plan} failed unexpectedly, correlation {CorrelationId}")]
    private partial void LogUnexpected(string step, string plan, string correlationId, Exception exception);

    [LoggerMessage(Level = LogLevel.Warning,
        Message = "Step {Step} of {Plan} went on {Grace} after its cancel, correlation {CorrelationId}")]
    private partial void LogLeftBehind(string step, string plan, TimeSpan grace, string correlationId);

    [LoggerMessage(Level = LogLevel.Warning,
        Message = "Step {Step} of {Plan} was left behind and has failed now, correlation {CorrelationId}")]
    private partial void LogLate(string step, string plan, string correlationId, Exception? exception);
}
