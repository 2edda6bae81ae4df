using Nexus.Cli.Talk;
using Nexus.Contracts;

namespace Nexus.Cli.Workspaces;

/// <summary>Stands beside a run and says what it does, step by step.</summary>
/// <param name="caller">Who stands there.</param>
/// <param name="mayBeStopped">Whether somebody who leaves is told how to stop it.</param>
internal sealed class RunWatch(Caller caller, bool mayBeStopped = false)
{
    private static readonly TimeSpan AtMost = TimeSpan.FromMinutes(40);
    private static readonly TimeSpan SilentAtMost = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Soonest = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Latest = TimeSpan.FromMilliseconds(500);
    private readonly ProgressLines _lines = new(caller.Output, caller.Place);
    private readonly HashSet<Guid> _told = [];
    private readonly long _started = caller.Clock.GetTimestamp();
    private TimeSpan _pause = Soonest;
    private long? _silentSince;

    /// <summary>Until the run has ended and the workspace has settled.</summary>
    /// <returns>The workspace; null when it is gone.</returns>
    /// <exception cref="NexusException">
    /// <c>workspace.still_changing</c> after 40 minutes, <c>server.unreachable</c> after one of silence.
    /// </exception>
    public async Task<WorkspaceView?> UntilSettledAsync(AcceptedView accepted, CancellationToken cancellationToken)
    {
        try
        {
            return await WatchAsync(accepted, cancellationToken);
        }
        catch (Exception e) when (e is OperationCanceledException
            or NexusException { Error.Code: "server.unreachable" or "workspace.still_changing" })
        {
            var stop = mayBeStopped && accepted.RunId is { } run ? $", or stop it: 'nexus run cancel {run}'." : ".";
            var name = accepted.WorkspaceName is { } called ? $" ({called})" : "";
            caller.Output.Say($"It goes on without you: 'nexus workspace status {accepted.WorkspaceId}'{name}{stop}");
            throw;
        }
    }

    private async Task<WorkspaceView?> WatchAsync(AcceptedView accepted, CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                if (await LookAsync(accepted, cancellationToken) is (true, var workspace))
                    return workspace;
                await PauseAsync(accepted.WorkspaceId, cancellationToken);
            }
        }
        finally
        {
            _lines.Clear();
        }
    }

    /// <summary>A server that is started again meanwhile goes on with the run, and so do we.</summary>
    private async Task<(bool HasSettled, WorkspaceView? Workspace)> LookAsync(
        AcceptedView accepted, CancellationToken cancellationToken)
    {
        try
        {
            if (accepted.RunId is { } run && !await TellAsync(run, cancellationToken))
                return (false, null);
            var workspace = await FindAsync(accepted.WorkspaceId, cancellationToken);
            if (workspace is null || workspace.Status.IsSettled())
                return (true, workspace);
            _lines.Running(Words.Of(workspace.Status), Elapsed, Services(workspace));
            _silentSince = null;
        }
        catch (NexusException e) when (e.Error.Code is "server.unreachable" && Silence() < SilentAtMost)
        {
            _lines.Running("server", Silence(), "does not answer");
        }

        return (false, null);
    }

    private TimeSpan Silence() => caller.Clock.GetElapsedTime(_silentSince ??= caller.Clock.GetTimestamp());

    private TimeSpan Elapsed => caller.Clock.GetElapsedTime(_started);

    /// <returns>Whether the run has ended.</returns>
    private async Task<bool> TellAsync(string runId, CancellationToken cancellationToken)
    {
        var run = await caller.Client.RunAsync(runId, cancellationToken);
        var steps = await caller.Client.StepsAsync(runId, cancellationToken);
        _silentSince = null;
        foreach (var step in steps.Where(step => step.CompletedAt is not null && _told.Add(step.StepId)))
        {
            Tell(step);
            _pause = Soonest;
        }

        var hasEnded = run.CompletedAt is not null;
        if (!hasEnded && steps.LastOrDefault(step => step.CompletedAt is null) is { } current)
            _lines.Running(current.Name, caller.Clock.GetUtcNow() - current.StartedAt, Note(current));
        else if (!hasEnded)
            _lines.Running(run.WaitingFor is { } what ? $"waits ({what})" : "waits", Elapsed);
        return hasEnded;
    }

    private void Tell(StepView step)
    {
        var took = step.CompletedAt - step.StartedAt ?? TimeSpan.Zero;
        if (Words.Doubt(step) is { } doubt)
            _lines.Doubtful(step.Name, took, doubt);
        else if (step.Status is StepStatus.Completed)
            _lines.Done(step.Name, took, step.Attempt > 1 ? $"at attempt {step.Attempt}" : "");
        else if (step.Status is StepStatus.Skipped)
            _lines.Skipped(step.Name, step.Reason ?? "");
        else
            _lines.Failed(step.Name, took, step.Error?.Message ?? "");
    }

    private static string Note(StepView step) => step.Attempt > 1 || step.Phase is StepPhase.Retrying
        ? $"attempt {step.Attempt}{(step.Error is { } error ? $", after: {error.Message}" : "")}"
        : "";

    private static string Services(WorkspaceView workspace) => string.Join(
        ", ", workspace.Services.Select(service => $"{service.Key} {Words.Of(service.Value.Status)}"));

    private async Task<WorkspaceView?> FindAsync(string workspace, CancellationToken cancellationToken)
    {
        try
        {
            return await caller.Client.StatusAsync(workspace, cancellationToken);
        }
        catch (NexusException e) when (e.Error.Code is "workspace.not_found")
        {
            return null;
        }
    }

    /// <summary>Short after each step, longer the longer the next one takes.</summary>
    private async Task PauseAsync(string workspace, CancellationToken cancellationToken)
    {
        if (Elapsed > AtMost)
            throw new NexusException(CliErrors.StillChanging(workspace, AtMost));
        await Task.Delay(_pause, caller.Clock, cancellationToken);
        _pause = TimeSpan.FromTicks(Math.Min(_pause.Ticks * 5 / 4, Latest.Ticks));
    }
}
