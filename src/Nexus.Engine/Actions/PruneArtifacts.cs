using System.Text.Json;
using System.Text.Json.Nodes;
using Nexus.Contracts;
using Nexus.Engine.Artifacts;
using Nexus.Engine.Runs;
using Nexus.Platform.Ledger;
using Nexus.Spec.Blueprints;
using static Nexus.Spec.Blueprints.ActionField;

namespace Nexus.Engine.Actions;

/// <summary><c>artifact.prune</c>: of the owner's artifacts of one name the newest stay, and the others go.</summary>
internal sealed class PruneArtifacts(ArtifactStore store, ILedger ledger) : IAction
{
    private const string Name = "artifact.prune";
    private const int Most = 1000;
    private const int Page = 500;

    public ActionManifest Manifest { get; } = new(
        Name, "Keeps the newest artifacts of one name and kind, and removes the others of the run's owner.",
        [
            Needed("name", InputType.Text, "Their file name."),
            Needed("keep", InputType.Whole, "How many stay, from 1 to 1000."),
            Optional("kind", InputType.Text, "As `backup` or `report`; `file` if nothing is said."),
        ],
        [
            Needed("kept", InputType.Whole, "How many there are now."),
            Needed("removed", InputType.List, "Ids of those that went."),
        ])
    {
        IsIdempotent = true,
    };

    public async Task<JsonElement?> RunAsync(ActionContext context, CancellationToken cancellationToken)
    {
        var (step, with) = context;
        var keep = with.Whole("keep") is { } count and > 0 and <= Most
            ? count
            : throw new NexusException(ActionErrors.BadInput(Name, $"its keep is not from 1 to {Most}"));
        var (name, kind) = (with.Text("name"), with.Text("kind") ?? "file");
        var (kept, removed) = (0, new JsonArray());
        await foreach (var row in NewestFirstAsync(step.OwnerId, cancellationToken))
        {
            var view = ArtifactRows.View(row);
            if (view.Name != name || view.Kind != kind)
                continue;
            if (kept < keep)
                kept++;
            else if (await IsRemovedAsync(row, step))
                removed.Add(view.ArtifactId.ToString());
        }

        return EventData.Of(("kept", kept), ("removed", removed));
    }

    /// <returns>False: somebody else was faster.</returns>
    private async Task<bool> IsRemovedAsync(StateRow row, StepContext step)
    {
        try
        {
            await store.RemoveAsync(row, step.Actor, step.CorrelationId, claim: null);
            return true;
        }
        catch (NexusException e) when (e.Error.Code is "artifact.not_found")
        {
            return false;
        }
    }

    private async IAsyncEnumerable<StateRow> NewestFirstAsync(
        string ownerId,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var query = new StateQuery(ArtifactRows.Kind, Scope.Of(ownerId)) { Limit = Page, NewestFirst = true };
        IReadOnlyList<StateRow> rows;
        do
        {
            rows = await ledger.ListAsync(query, cancellationToken);
            foreach (var row in rows)
                yield return row;
            if (rows.Count > 0)
                query = query with { After = rows[^1].Id };
        }
        while (rows.Count == Page);
    }
}
