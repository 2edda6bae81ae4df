using Nexus.Contracts;

namespace Nexus.Cli.Workspaces;

/// <summary>
/// What <c>create</c>, <c>up</c>, <c>rebuild</c> and <c>restart</c> share: watching, the summary, the exit code.
/// </summary>
/// <param name="caller">Who waits.</param>
/// <param name="json">For a program.</param>
/// <param name="isAnew">The environment is made now: what it cannot have is told with that, else by its status.</param>
internal sealed class BringUp(Caller caller, bool json, bool isAnew = false)
{
    public async Task<int> WatchAsync(AcceptedView accepted, CancellationToken cancellationToken)
    {
        var watch = new RunWatch(caller, mayBeStopped: true);
        var workspace = await watch.UntilSettledAsync(accepted, cancellationToken);
        if (accepted.RunId is null && workspace is { Status: WorkspaceState.Ready })
            caller.Output.Say("ready already");
        var run = accepted.RunId is { } id ? await caller.Client.RunAsync(id, cancellationToken) : null;
        if (workspace is null)
            return run?.Error is { } why ? caller.Output.Fail(why) : Gone(accepted.WorkspaceId);
        var failure = run?.Error ?? Cancelled(workspace, run);
        await ShowAsync(workspace, failure, cancellationToken);
        return End(workspace, failure);
    }

    /// <returns>Null: it was not, or the workspace says so itself.</returns>
    private static NexusError? Cancelled(WorkspaceView workspace, RunView? run) =>
        run is { Status: RunStatus.Cancelled } && workspace.Error?.Code is not "workspace.cancelled"
            ? CliErrors.Cancelled(workspace.WorkspaceName, run.CancelReason)
            : null;

    /// <summary>One failure is enough: beside it no warning tells to do what failed.</summary>
    private async Task ShowAsync(WorkspaceView workspace, NexusError? failure, CancellationToken cancellationToken)
    {
        if (json)
        {
            caller.Output.Json(workspace, ContractsJson.Default.WorkspaceView);
            return;
        }

        if (failure is not null)
            return;
        if (workspace.Status is WorkspaceState.Ready or WorkspaceState.Partial)
            await SummarizeAsync(workspace, cancellationToken);
        if (workspace.Warning is { } warning && (isAnew || warning.Code is not "environment.unbounded"))
            caller.Output.Warn(warning);
    }

    private int End(WorkspaceView workspace, NexusError? failure) => workspace switch
    {
        _ when failure is not null => caller.Output.Fail(failure),
        { Status: WorkspaceState.Ready } => ExitCode.Ok,
        { Error: { } error } => caller.Output.Fail(error),
        { Status: WorkspaceState.Stopped } => caller.Output.Fail(CliErrors.Cancelled(workspace.WorkspaceName, null)),
        _ => ExitCode.Failed,
    };

    /// <summary>Set apart from the steps where a person sees both.</summary>
    private async Task SummarizeAsync(WorkspaceView workspace, CancellationToken cancellationToken)
    {
        var summary = await Summary.OfAsync(caller, workspace, cancellationToken);
        if (caller.Place is { TalkIsTerminal: true, ResultIsTerminal: true })
            caller.Output.Say("");
        caller.Output.Result(summary);
    }

    private int Gone(string workspace) =>
        caller.Output.Fail(CliErrors.Cancelled(workspace, "it was removed meanwhile"));
}
