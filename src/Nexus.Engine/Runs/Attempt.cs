using System.Text.Json;
using Microsoft.Extensions.Logging;
using Nexus.Contracts;

namespace Nexus.Engine.Runs;

/// <summary>One attempt at a step. A step that ignores its token is left behind after a grace.</summary>
internal sealed partial class Attempt(TimeProvider clock, EngineOptions options, ILogger logger)
{
    /// <returns>Null when it completed.</returns>
    public async Task<(NexusError? Error, JsonElement? Output)> RunAsync(
        string plan, Step step, Func<CancellationToken, Task<JsonElement?>> act, CancellationToken cancellationToken)
    {
        using var ending = new CancellationTokenSource(step.Deadline, clock);
        await using var cancelled = cancellationToken.UnsafeRegister(_ => ending.Cancel(), null);
        try
        {
            var acting = act(ending.Token);
            return (null, acting.IsCompleted ? await acting : await WaitAsync(acting, plan, step, ending.Token));
        }
        catch (OperationCanceledException)
            when (ending.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return (RunErrors.StepTimeout(plan, step), null);
        }
        catch (NexusException e)
        {
            return (e.Error, null);
        }
        catch (Exception e)
        {
            if (!ending.IsCancellationRequested)
                LogUnexpected(step.Name, plan, e);
            return (RunErrors.StepFailed(plan, step.Name, e), null);
        }
    }

    private async Task<JsonElement?> WaitAsync(
        Task<JsonElement?> acting, string plan, Step step, CancellationToken cancellationToken)
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
            LogLeftBehind(step.Name, plan, options.Grace);
            _ = acting.ContinueWith(
                late => LogLate(step.Name, plan, late.Exception), CancellationToken.None,
                TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
            throw new OperationCanceledException(cancellationToken);
        }

        await waiting.CancelAsync();
        return await acting;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Step {Step} of {Plan} failed unexpectedly")]
    private partial void LogUnexpected(string step, string plan, Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Step {Step} of {Plan} went on {Grace} after its cancel")]
    private partial void LogLeftBehind(string step, string plan, TimeSpan grace);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Step {Step} of {Plan} was left behind and has failed now")]
    private partial void LogLate(string step, string plan, Exception? exception);
}
