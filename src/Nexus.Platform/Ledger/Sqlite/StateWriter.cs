using Nexus.Contracts;

namespace Nexus.Platform.Ledger.Sqlite;

/// <summary>Writes rows, each only in place of the version it replaces.</summary>
internal sealed class StateWriter(Database database)
{
    private readonly Statement _insert = database.Prepare(
        "insert or ignore into state (kind, id, version, body, name, owner_id, open, owner_org_id, layer) "
        + "values (?, ?, ?, ?, ?, ?, ?, ?, ?)");

    private readonly Statement _update = database.Prepare(
        "update or ignore state set version = ?3, body = ?4, name = ?5, owner_id = ?6, open = ?7, owner_org_id = ?8, "
        + "layer = ?9 where kind = ?1 and id = ?2 and version = ?3 - 1");

    private readonly Statement _delete = database.Prepare(
        "delete from state where kind = ? and id = ? and version = ?");

    /// <returns>Why it does not fit; rows before the one that does not are written and must be undone.</returns>
    public NexusError? Write(LedgerBatch batch)
    {
        foreach (var row in batch.Changes)
        {
            if (Write(row) != 1)
                return LedgerErrors.Conflict(row.Kind, row.Name is "" ? row.Id : row.Name);
        }

        foreach (var gone in batch.Removals)
        {
            if (_delete.Bind(1, gone.Kind).Bind(2, gone.Id).Bind(3, gone.Version).Execute() != 1)
                return LedgerErrors.Conflict(gone.Kind, gone.Id);
        }

        return null;
    }

    private int Write(StateRow row) => (row.Version == 1 ? _insert : _update)
        .Bind(1, row.Kind).Bind(2, row.Id).Bind(3, row.Version).Bind(4, row.Body).Bind(5, row.Name)
        .Bind(6, row.OwnerId).Bind(7, row.IsOpen ? 1 : 0).Bind(8, row.OwnerOrgId).Bind(9, row.Layer).Execute();
}
