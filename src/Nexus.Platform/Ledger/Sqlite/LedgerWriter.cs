using System.Security.Cryptography;
using Nexus.Contracts;

namespace Nexus.Platform.Ledger.Sqlite;

/// <summary>
/// Writes a group of batches in one transaction. A batch that conflicts is left out and the others are written again:
/// conflicts are rare, and a savepoint for every batch would cost each of them two statements.
/// </summary>
internal sealed class LedgerWriter(Database database, int checkpointEvery) : IDisposable
{
    private readonly IncrementalHash _sha256 = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly Statement _begin = database.Prepare("begin immediate");
    private readonly Statement _commit = database.Prepare("commit");
    private readonly Statement _rollback = database.Prepare("rollback");
    private readonly Statement _save = database.Prepare("savepoint batch");
    private readonly Statement _undo = database.Prepare("rollback to batch");
    private readonly Statement _release = database.Prepare("release batch");
    private readonly StateWriter _state = new(database);

    private readonly Statement _event = database.Prepare(
        "insert into event (position, name, run_id, resource_id, owner_id, hash, body, frequent) "
        + "values (?, ?, ?, ?, ?, ?, ?, ?)");

    private readonly Statement _checkpoint = database.Prepare("insert or ignore into chain_checkpoint values (?, ?)");

    private readonly Statement _forget = database.Prepare("delete from event where position <= ?");

    private ChainTip _tip = ChainTip.Read(database);

    public long Head => _tip.Position;

    public void Dispose() => _sha256.Dispose();

    /// <exception cref="DatabaseException">The database refused; everything is as it was.</exception>
    public void Commit(List<PendingCommit> group)
    {
        var before = _tip;
        try
        {
            _begin.Execute();
            if (!group.TrueForAll(TryWrite))
            {
                _rollback.Execute();
                _tip = before;
                _begin.Execute();
                group.ForEach(WriteAlone);
            }

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

    private bool TryWrite(PendingCommit commit)
    {
        if (_state.Write(commit.Batch) is not null)
            return false;
        Append(commit);
        return true;
    }

    private void WriteAlone(PendingCommit commit)
    {
        _save.Execute();
        if (_state.Write(commit.Batch) is { } conflict)
        {
            _undo.Execute();
            commit.Refusal = new NexusException(conflict);
        }
        else
        {
            Append(commit);
        }

        _release.Execute();
    }

    private void Append(PendingCommit commit)
    {
        var (before, place) = ((LedgerEvent?)null, EventPlace.Indexed);
        for (var i = 0; i < commit.Bodies.Count; i++)
        {
            var item = commit.Batch.Events[i];
            place = EventPlaces.Of(item, before, place);
            Append(item, place, commit.Bodies[i].Span);
            before = item;
        }

        commit.Position = _tip.Position;
        if (commit.Forgotten is { } last)
        {
            Keep(last);
            _forget.Bind(1, last.Position).Execute();
        }
    }

    private void Append(LedgerEvent item, EventPlace place, ReadOnlySpan<byte> body)
    {
        _tip = _tip.Next(body, _sha256);
        _event.Bind(1, _tip.Position).Bind(2, item.EventName).BindBlobOrNull(3, EventReads.Key(item.RunId))
            .Bind(4, item.Resource.Id).Bind(5, item.OwnerId).BindBlob(6, _tip.Hash.Span).BindText(7, body)
            .Bind(8, (int)place).Execute();
        if (_tip.Position % checkpointEvery == 0)
            Keep(_tip);
    }

    private void Keep(ChainTip tip) => _checkpoint.Bind(1, tip.Position).BindBlob(2, tip.Hash.Span).Execute();
}
