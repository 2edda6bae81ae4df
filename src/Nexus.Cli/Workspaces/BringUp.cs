using Nexus.Contracts;

namespace Nexus.Cli.Workspaces;

/// <summary>What <c>create</c>, <c>up</c> and <c>restart</c> share: watching, the summary, the exit code.</summary>
internal static class BringUp
{
    public static async Task<int> WatchAsync(
        Caller caller, AcceptedView accepted, bool json, CancellationToken cancellationToken)
    {
        var watch = new RunWatch(caller, mayBeStopped: true);
        var workspace = await watch.UntilSettledAsync(accepted, cancellationToken);
        if (accepted.RunId is null && workspace is { Status: WorkspaceState.Ready })
            caller.Output.Say("ready already");
        var run = accepted.RunId is { } id ? await caller.Client.RunAsync(id, cancellationToken) : null;
        if (workspace is null)
            return run?.Error is { } why ? caller.Output.Fail(why) : Gone(caller, accepted.WorkspaceId);
        return await ShowAsync(caller, workspace, run?.Error, json, cancellationToken);
    }

    private static async Task<int> ShowAsync(
        Caller caller, WorkspaceView workspace, NexusError? failure, bool json, CancellationToken cancellationToken)
    {
        if (json)
            caller.Output.Json(workspace, ContractsJson.Default.WorkspaceView);
        else if (failure is null && workspace.Status is WorkspaceState.Ready or WorkspaceState.Partial)
            await SummarizeAsync(caller, workspace, cancellationToken);
        if (!json && workspace.Warning is { } warning)
            caller.Output.Warn(warning);

        return workspace switch
        {
            _ when failure is not null => caller.Output.Fail(failure),
            { Status: WorkspaceState.Ready } => ExitCode.Ok,
            { Error: { } error } => caller.Output.Fail(error),
            { Status: WorkspaceState.Stopped } => caller.Output.Fail(
                CliErrors.Cancelled(workspace.WorkspaceName, null)),
            _ => ExitCode.Failed,
        };
    }

    /// <summary>Set apart from the steps where a person sees both.</summary>
    private static async Task SummarizeAsync(
        Caller caller, WorkspaceView workspace, CancellationToken cancellationToken)
    {
        var summary = await Summary.OfAsync(caller, workspace, cancellationToken);
        if (caller.Place is { TalkIsTerminal: true, ResultIsTerminal: true })
            caller.Output.Say("");
        caller.Output.Result(summary);
    }

    private static int Gone(Caller caller, string workspace) =>
        caller.Output.Fail(CliErrors.Cancelled(workspace, "it was removed meanwhile"));
}
