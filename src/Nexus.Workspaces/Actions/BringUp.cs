using System.Text.Json;
using Nexus.Contracts;
using Nexus.Engine.Actions;
using Nexus.Engine.Runs;
using Nexus.Workspaces.Lifecycle;

namespace Nexus.Workspaces.Actions;

/// <summary><c>workspace.up</c>: an up, waited for.</summary>
internal sealed class BringUp(StepWorkspaces workspaces, Wishes wishes) : IAction
{
    private const string Name = "workspace.up";

    public ActionManifest Manifest { get; } = new(
        Name, "Brings a workspace up, and waits until it is ready; one that is only partial fails the step.",
        [StepWorkspaces.Field], StepWorkspaces.OutputFields)
    {
        IsIdempotent = true,
    };

    public async Task<JsonElement?> RunAsync(ActionContext context, CancellationToken cancellationToken)
    {
        var workspace = await workspaces.FindAsync(ActionTarget.Of(context.With, context.Step), cancellationToken);
        using var place = workspaces.Enter();
        return workspaces.Outputs(await ReadyAsync(workspace, context.Step, cancellationToken));
    }

    /// <summary>Of who has a place among those who wait.</summary>
    /// <exception cref="NexusException">What kept it from being ready.</exception>
    public async Task<Workspace> ReadyAsync(
        Workspace workspace, StepContext step, CancellationToken cancellationToken)
    {
        await wishes.UpAsync(workspace.Id, Cause.Of(step), cancellationToken);
        var (now, outcome) = await workspaces.SettledAsync(workspace.Id, step, cancellationToken);
        return now switch
        {
            { Desired: DesiredState.Up, State: WorkspaceState.Ready } => now,
            { Desired: DesiredState.Up, Error: { } error } => throw new NexusException(error),
            _ when outcome is { Status: RunStatus.Failed, Error: { } error } => throw new NexusException(error),
            null => throw new NexusException(ActionErrors.Gone(workspace.Name)),
            _ => throw new NexusException(ActionErrors.ChangedMeanwhile(now.Name, now.State)),
        };
    }
}
