using System.Text.Json;
using Nexus.Contracts;
using Nexus.Engine.Actions;
using Nexus.Workspaces.Lifecycle;

namespace Nexus.Workspaces.Actions;

/// <summary><c>workspace.down</c>: a down, waited for.</summary>
internal sealed class TakeDown(StepWorkspaces workspaces, Wishes wishes) : IAction
{
    private const string Name = "workspace.down";

    public ActionManifest Manifest { get; } = new(
        Name, "Takes a workspace down, and waits until nothing of it runs; its files stay.",
        [StepWorkspaces.Field], StepWorkspaces.OutputFields)
    {
        IsIdempotent = true,
    };

    public async Task<JsonElement?> RunAsync(ActionContext context, CancellationToken cancellationToken)
    {
        var step = context.Step;
        var workspace = await workspaces.FindAsync(ActionTarget.Of(context.With, step), cancellationToken);
        using var place = workspaces.Enter();
        await wishes.DownAsync(workspace.Id, Cause.Of(step), cancellationToken);
        var (now, outcome) = await workspaces.SettledAsync(workspace.Id, step, cancellationToken);
        return now switch
        {
            { Desired: DesiredState.Down, State: WorkspaceState.Stopped } => workspaces.Outputs(now),
            { Desired: DesiredState.Down, Error: { } error } => throw new NexusException(error),
            _ when outcome is { Status: RunStatus.Failed, Error: { } error } => throw new NexusException(error),
            null => throw new NexusException(ActionErrors.Gone(workspace.Name)),
            _ => throw new NexusException(ActionErrors.ChangedMeanwhile(now.Name, now.State)),
        };
    }
}
