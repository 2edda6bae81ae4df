using System.Text.Json;
using Nexus.Contracts;
using Nexus.Engine.Actions;
using Nexus.Engine.Runs;
using Nexus.Platform.Ledger;
using Nexus.Spec.Blueprints;
using Nexus.Workspaces.Lifecycle;
using static Nexus.Spec.Blueprints.ActionField;

namespace Nexus.Workspaces.Actions;

/// <summary>
/// <c>workspace.destroy</c>: a removal, waited for. To an attempt that follows another it is no failure that there is
/// nothing any more.
/// </summary>
internal sealed class DestroyWorkspace(StepWorkspaces workspaces, Wishes wishes) : IAction
{
    private const string Name = "workspace.destroy";

    public ActionManifest Manifest { get; } = new(
        Name,
        "Removes a workspace with its files, and waits until it is gone; with 'force' also when work is lost.",
        [StepWorkspaces.Field, Optional("force", InputType.Flag, "Also when work would be lost or the node is away.")],
        OutputFields)
    {
        IsIdempotent = true,
    };

    public static IReadOnlyList<ActionField> OutputFields { get; } =
        [Needed("removed", InputType.Flag, "That nothing of it is there any more.")];

    public async Task<JsonElement?> RunAsync(ActionContext context, CancellationToken cancellationToken)
    {
        var step = context.Step;
        using var place = workspaces.Enter();
        if (await FindAsync(context, cancellationToken) is { } workspace)
            await RemoveAsync(workspace, context.With.Flag("force"), step, cancellationToken);
        return EventData.Of(("removed", true));
    }

    /// <summary>Of who has a place among those who wait.</summary>
    /// <exception cref="NexusException">Why it is still there.</exception>
    public async Task RemoveAsync(
        Workspace workspace, bool isForced, StepContext step, CancellationToken cancellationToken)
    {
        await wishes.RemoveAsync(workspace.Id, isForced, Cause.Of(step), cancellationToken);
        var (now, outcome) = await workspaces.SettledAsync(workspace.Id, step, cancellationToken);
        if (now is not null)
        {
            throw new NexusException(
                outcome?.Error ?? now.Error ?? ActionErrors.ChangedMeanwhile(now.Name, now.State));
        }
    }

    /// <returns>Null: it is gone since the first attempt.</returns>
    public async Task<Workspace?> FindAsync(ActionContext context, CancellationToken cancellationToken)
    {
        try
        {
            return await workspaces.FindAsync(ActionTarget.Of(context.With, context.Step), cancellationToken);
        }
        catch (NexusException e) when (e.Error.Code is "workspace.not_found"
            && context.Step is { Attempt: > 1 } or { MayHaveRunBefore: true })
        {
            return null;
        }
    }
}
