using System.Text.Json;
using Nexus.Contracts;
using Nexus.Engine.Actions;
using Nexus.Platform.Ledger;
using Nexus.Workspaces.Actions;

namespace Nexus.Workspaces.Workcells;

/// <summary><c>workcell.destroy</c>: before the run ends, so that others have their turn sooner.</summary>
internal sealed class DestroyWorkcell(StepWorkspaces workspaces, DestroyWorkspace destroy) : IAction
{
    private const string Name = "workcell.destroy";

    public ActionManifest Manifest { get; } = new(
        Name, "Removes a workcell with all that is in it; without this it goes when its run ends.",
        [StepWorkspaces.Field], DestroyWorkspace.OutputFields)
    {
        IsIdempotent = true,
    };

    public async Task<JsonElement?> RunAsync(ActionContext context, CancellationToken cancellationToken)
    {
        using var place = workspaces.Enter();
        if (await destroy.FindAsync(context, cancellationToken) is { } workspace)
        {
            if (workspace.Lifespan?.Purpose is null)
                throw new NexusException(WorkcellErrors.NotOne(workspace.Name));
            await destroy.RemoveAsync(workspace, isForced: true, context.Step, cancellationToken);
        }

        return EventData.Of(("removed", true));
    }
}
