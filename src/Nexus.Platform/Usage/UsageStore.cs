using Nexus.Contracts;
using Nexus.Platform.Ledger;
using Nexus.Platform.Ledger.Sqlite;

namespace Nexus.Platform.Usage;

/// <summary>Where it is, <c>state/data/usage.db</c> of the home.</summary>
public sealed record UsageFile(string Path);

/// <summary>
/// Footprints and their sums, in a database of their own: what the ledger tells, read once. Footprints, sums and how
/// far was read are one commit, so that a crash neither loses nor doubles any.
/// </summary>
public sealed class UsageStore : IDisposable
{
    private static readonly TimeSpan BusyTimeout = TimeSpan.FromSeconds(5);
    private readonly Lock _gate = new();
    private readonly Database _database;
    private readonly UsageWriter _writer;
    private readonly ReadPool _reads;
    private long _cursor;

    private UsageStore(string path, Database database)
    {
        (_database, _writer, _reads) = (database, new(database), new(path, BusyTimeout));
        _cursor = database.Scalar("select position from place");
    }

    /// <summary>Position of the last event that is kept here.</summary>
    public long Cursor => Volatile.Read(ref _cursor);

    /// <exception cref="NexusException"><c>ledger.unavailable</c>, <c>ledger.too_new</c>, ...</exception>
    public static UsageStore Open(UsageFile file)
    {
        Database? database = null;
        try
        {
            database = Database.Open(file.Path, BusyTimeout);
            Migrations.Apply(database, file.Path, "usage");
            return new(file.Path, database);
        }
        catch (Exception e)
        {
            database?.Dispose();
            if (e is DatabaseException failure)
                throw new NexusException(LedgerErrors.NotWritten(failure), e);
            throw;
        }
    }

    /// <summary>Keeps what was read of the ledger, up to a position; durable when it returns.</summary>
    /// <exception cref="NexusException"><c>ledger.unavailable</c>, ...: nothing is kept.</exception>
    public void Keep(IReadOnlyList<Measured> read, long upTo, params IReadOnlyList<Baseline> baselines)
    {
        Write(writer => writer.Keep(read, upTo, baselines));
        Volatile.Write(ref _cursor, upTo);
    }

    /// <summary>Forgets what a ledger that was set back does not have; sums stay as they are.</summary>
    public void GoBack(long position)
    {
        Write(writer => writer.GoBack(position));
        Volatile.Write(ref _cursor, position);
    }

    /// <summary>Forgets the oldest footprints, a small number at a time; their sums stay.</summary>
    /// <returns>How many; less than <paramref name="most"/> when no older ones are left.</returns>
    public int Forget(DateTimeOffset before, int most) => Write(writer => writer.Forget(before, most));

    /// <summary>Those of a run, oldest first, from a position on.</summary>
    public IReadOnlyList<Measured> OfRun(Guid run, long from, int limit) =>
        _reads.Read(database => UsageReads.OfRun(database, run, from, limit));

    public IReadOnlyList<UsageSum> Sums(UsageQuery query) =>
        _reads.Read(database => UsageReads.Sums(database, query));

    /// <returns>Null: no run of it has completed.</returns>
    public Baseline? BaselineOf(string ownerId, string blueprint) =>
        _reads.Read(database => UsageReads.BaselineOf(database, ownerId, blueprint));

    public void Dispose()
    {
        _reads.Dispose();
        lock (_gate)
            _database.Dispose();
    }

    private T Write<T>(Func<UsageWriter, T> write)
    {
        lock (_gate)
        {
            try
            {
                _database.Execute("begin immediate");
                var result = write(_writer);
                _database.Execute("commit");
                return result;
            }
            catch (Exception e)
            {
                if (!_database.IsIdle())
                    _database.Execute("rollback");
                if (e is DatabaseException failure)
                    throw new NexusException(LedgerErrors.NotWritten(failure), e);
                throw;
            }
        }
    }
}
