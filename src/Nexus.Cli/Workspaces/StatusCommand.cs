using System.CommandLine;
using Nexus.Cli.Help;
using Nexus.Cli.Talk;
using Nexus.Contracts;

namespace Nexus.Cli.Workspaces;

/// <summary><c>nexus workspace status</c></summary>
internal static class StatusCommand
{
    public static Command Create(Caller caller)
    {
        var name = Shared.Workspace(caller);
        var json = Shared.Json();
        var command = new DocumentedCommand("status", "Show how a workspace is", name, json);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var choice = await new WorkspaceChoice(caller).ResolveAsync(parsed.GetValue(name), cancellationToken);
            var workspace = await caller.Client.StatusAsync(choice, cancellationToken);
            if (parsed.GetValue(json))
                caller.Output.Json(workspace, ContractsJson.Default.WorkspaceView);
            else
                await ShowAsync(caller, workspace, cancellationToken);
            return ExitCode.Ok;
        });
        return command;
    }

    /// <returns>Null: nobody knows.</returns>
    private static DateTimeOffset? SinceOf(WorkspaceView workspace) =>
        workspace.Status is WorkspaceState.Unreachable ? workspace.LastHeardAt : workspace.ChangedAt;

    private static async Task ShowAsync(
        Caller caller, WorkspaceView workspace, CancellationToken cancellationToken)
    {
        var output = caller.Output;
        if (workspace.Status is WorkspaceState.Ready or WorkspaceState.Partial)
        {
            output.Result(await Summary.OfAsync(caller, workspace, cancellationToken));
        }
        else
        {
            var since = SinceOf(workspace) is { } time ? $" since {Words.Time(time)}" : "";
            output.Result($"{workspace.WorkspaceName}  {Words.Of(workspace.Status)}{since}, wanted "
                + Words.Of(workspace.Desired));
            if (await Summary.AsFarAsKnownAsync(caller, workspace, cancellationToken) is { Length: > 0 } known)
                output.Result(known);
        }

        if (workspace.Warning is { } warning)
            output.Warn(warning);
        if (workspace.Error is not { } error)
            return;
        output.Result($"  reason  {error.Message} [{error.Code}]");
        var problems = Output.ProblemsOf(error);
        foreach (var problem in problems)
            output.Result($"          {problem}\n            hint: {problem.Hint}");
        if (error.Hint is { } hint && problems.All(problem => problem.Hint != hint))
            output.Result($"  hint    {hint}");
    }
}
