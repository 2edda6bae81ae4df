using Nexus.Contracts;
using Nexus.Platform.Ledger;

namespace Nexus.Engine.Blueprints;

/// <summary>Questions about blueprints in force. Who may not see one is told that there is none.</summary>
internal static class StoredBlueprints
{
    private const int Page = 50;

    /// <exception cref="NexusException"><c>blueprint.not_found</c>.</exception>
    public static async Task<StateRow> BlueprintAsync(
        this ILedger ledger, string id, Scope scope, CancellationToken cancellationToken)
    {
        var row = await ledger.FindAsync(BlueprintState.Kind, id, cancellationToken);
        return row is not null && (scope.OwnerId is null || row.OwnerId == scope.OwnerId)
            ? row
            : throw new NexusException(StoredErrors.NotFound(id));
    }

    /// <param name="ledger">Where they are.</param>
    /// <param name="reference"><c>bp.x</c> for what is in force, or <c>bp.x@REVISION</c>.</param>
    /// <param name="scope">What the caller may see.</param>
    /// <param name="cancellationToken">Stops looking.</param>
    /// <exception cref="NexusException">
    /// <c>blueprint.not_found</c>, <c>blueprint.version_not_found</c>.
    /// </exception>
    public static async Task<(StateRow Blueprint, StateRow Version)> ReferredAsync(
        this ILedger ledger, string reference, Scope scope, CancellationToken cancellationToken)
    {
        var at = reference.IndexOf('@', StringComparison.Ordinal);
        var id = at < 0 ? reference : reference[..at];
        var row = await ledger.BlueprintAsync(id, scope, cancellationToken);
        var revision = at < 0 ? BlueprintState.Read(row).Revision : reference[(at + 1)..];
        return (row, await ledger.VersionAsync(id, revision, cancellationToken));
    }

    /// <param name="ledger">Where they are.</param>
    /// <param name="id">Of the blueprint.</param>
    /// <param name="revision">At least 12 of its digits, also behind the id of the blueprint.</param>
    /// <param name="cancellationToken">Stops looking.</param>
    /// <exception cref="NexusException"><c>blueprint.version_not_found</c>.</exception>
    public static async Task<StateRow> VersionAsync(
        this ILedger ledger, string id, string revision, CancellationToken cancellationToken)
    {
        var digits = revision.StartsWith($"{id}@", StringComparison.Ordinal) ? revision[(id.Length + 1)..] : revision;
        var row = digits.Length < BlueprintPlan.ShownRevision
            ? null
            : await ledger.FindAsync(
                BlueprintVersion.Kind, $"{id}@{digits[..BlueprintPlan.ShownRevision]}", cancellationToken);
        return row is not null
            && BlueprintVersion.Read(row).Revision.StartsWith(digits, StringComparison.Ordinal)
            ? row
            : throw new NexusException(StoredErrors.NoVersion(id, revision));
    }

    /// <summary>All of a blueprint, the newest first.</summary>
    public static async Task<IReadOnlyList<StateRow>> VersionsAsync(
        this ILedger ledger, string id, CancellationToken cancellationToken)
    {
        var prefix = $"{id}@";
        var found = new List<StateRow>();
        var query = new StateQuery(BlueprintVersion.Kind, Scope.All) { After = prefix, Limit = Page };
        int before;
        do
        {
            before = found.Count;
            found.AddRange((await ledger.ListAsync(query, cancellationToken))
                .TakeWhile(row => row.Id.StartsWith(prefix, StringComparison.Ordinal)));
            query = query with { After = found.Count > 0 ? found[^1].Id : prefix };
        }
        while (found.Count - before == Page);

        return [.. found.OrderByDescending(row => BlueprintVersion.Read(row).PromotedAt)];
    }
}
