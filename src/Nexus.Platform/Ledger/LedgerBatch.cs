using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Nexus.Platform.Ledger;

/// <summary>One commit: all of it or nothing.</summary>
public sealed record LedgerBatch(
    IReadOnlyList<LedgerEvent> Events, IReadOnlyList<StateRow> Changes, IReadOnlyList<StateRemoval> Removals)
{
    public LedgerBatch(IReadOnlyList<LedgerEvent> events, params IReadOnlyList<StateRow> changes)
        : this(events, changes, [])
    {
    }

    /// <summary>Both, in one commit.</summary>
    public LedgerBatch With(LedgerBatch other) => new(
        [.. Events, .. other.Events], [.. Changes, .. other.Changes], [.. Removals, .. other.Removals]);
}

/// <summary>The current state of one thing.</summary>
/// <param name="Kind"><c>workspace</c>, <c>node</c>, <c>run</c>, ...</param>
/// <param name="Id">Sortable id.</param>
/// <param name="Name">What people call it; unique per kind and owner. Empty when it has no name.</param>
/// <param name="OwnerId">A user's id, or <c>system</c>; empty: nobody's, and in no list of an owner.</param>
/// <param name="Version">Counts changes: a write states the version it replaces plus one, 1 when new.</param>
/// <param name="Body">JSON, owned by the slice that writes it.</param>
public sealed record StateRow(string Kind, string Id, string Name, string OwnerId, long Version, string Body)
{
    public string OwnerOrgId { get; init; } = "local";

    public string Layer { get; init; } = "user";

    /// <summary>Someone still has to work on it; such rows are found quickly after a restart.</summary>
    public bool IsOpen { get; init; }

    /// <summary>What its slice keeps in it.</summary>
    public T Read<T>(JsonTypeInfo<T> type) => JsonSerializer.Deserialize(Body, type)
        ?? throw new InvalidDataException($"The row of {Kind} {Id} is empty.");

    /// <summary>This row with a new body, one version on.</summary>
    public StateRow Next(string body) => this with { Version = Version + 1, Body = body };
}

/// <summary>The end of a row; a version other than the one that was read is a conflict.</summary>
public sealed record StateRemoval(string Kind, string Id, long Version);
