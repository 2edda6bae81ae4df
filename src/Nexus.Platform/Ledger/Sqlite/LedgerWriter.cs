using Nexus.Contracts;

namespace Nexus.Platform.Ledger.Sqlite;

/// <summary>
/// Writes a group of batches in one transaction. A batch that conflicts is undone alone; a database that refuses
/// fails the group and leaves everything as it was.
/// </summary>
internal sealed class LedgerWriter(Database database, int checkpointEvery)
{
    private readonly Statement _begin = database.Prepare("begin immediate");
    private readonly Statement _commit = database.Prepare("commit");
    private readonly Statement _rollback = database.Prepare("rollback");
    private readonly Statement _save = database.Prepare("savepoint batch");
    private readonly Statement _undo = database.Prepare("rollback to batch");
    private readonly Statement _release = database.Prepare("release batch");

    private readonly Statement _event = database.Prepare(
        "insert into event (position, name, run_id, resource_id, owner_id, hash, body) values (?, ?, ?, ?, ?, ?, ?)");

    private readonly Statement _checkpoint = database.Prepare("insert into chain_checkpoint values (?, ?)");

    private readonly Statement _insert = database.Prepare(
        "insert or ignore into state (kind, id, version, name, owner_id, open, body, owner_org_id, layer, parent_id) "
        + "values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");

    private readonly Statement _update = database.Prepare(
        "update or ignore state set version = ?3, name = ?4, owner_id = ?5, open = ?6, body = ?7, owner_org_id = ?8, "
        + "layer = ?9 where kind = ?1 and id = ?2 and version = ?3 - 1");

    private readonly Statement _delete = database.Prepare(
        "delete from state where kind = ? and id = ? and version = ?");

    private ChainTip _tip = ChainTip.Read(database);

    public long Head => _tip.Position;

    public void Commit(List<PendingCommit> group)
    {
        var before = _tip;
        try
        {
            _begin.Execute();
            foreach (var commit in group)
                Write(commit);
            _commit.Execute();
        }
        catch (DatabaseException)
        {
            _tip = before;
            if (!database.IsIdle())
                _rollback.Execute();
            throw;
        }
    }

    private void Write(PendingCommit commit)
    {
        var mayConflict = commit.Batch.Changes.Count + commit.Batch.Removals.Count > 0;
        if (mayConflict)
            _save.Execute();
        if (Conflict(commit.Batch) is { } conflict)
        {
            _undo.Execute();
            commit.Refusal = new NexusException(conflict);
        }
        else
        {
            for (var i = 0; i < commit.Bodies.Count; i++)
                Append(commit.Batch.Events[i], commit.Bodies[i].Span);
            commit.Position = _tip.Position;
        }

        if (mayConflict)
            _release.Execute();
    }

    private NexusError? Conflict(LedgerBatch batch)
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

    private int Write(StateRow row)
    {
        var statement = row.Version == 1 ? _insert : _update;
        statement.Bind(1, row.Kind).Bind(2, row.Id).Bind(3, row.Version).Bind(4, row.Name).Bind(5, row.OwnerId)
            .Bind(6, row.IsOpen ? 1 : 0).Bind(7, row.Body).Bind(8, row.OwnerOrgId).Bind(9, row.Layer);
        if (row.Version == 1)
            statement.Bind(10, row.ParentId);
        return statement.Execute();
    }

    private void Append(LedgerEvent item, ReadOnlySpan<byte> body)
    {
        _tip = _tip.Next(body);
        _event.Bind(1, _tip.Position).Bind(2, item.EventName).Bind(3, item.RunId?.ToString())
            .Bind(4, item.Resource.Id).Bind(5, item.OwnerId).BindBlob(6, _tip.Hash.Span).BindText(7, body).Execute();
        if (_tip.Position % checkpointEvery == 0)
            _checkpoint.Bind(1, _tip.Position).BindBlob(2, _tip.Hash.Span).Execute();
    }
}
