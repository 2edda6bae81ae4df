using System.Collections.Concurrent;
using Nexus.Contracts;

namespace Nexus.Platform.Ledger.Sqlite;

/// <summary>Connections for reading: each sees the last commit, none waits for the writer.</summary>
internal sealed class ReadPool(string path, TimeSpan busyTimeout) : IDisposable
{
    private const int MostIdle = 8;
    private readonly ConcurrentBag<Database> _idle = [];
    private volatile bool _isClosed;

    /// <exception cref="NexusException"><c>ledger.unavailable</c>.</exception>
    public T Read<T>(Func<Database, T> read)
    {
        Database? database = null;
        try
        {
            if (!_idle.TryTake(out database))
                database = Open();
            return read(database);
        }
        catch (DatabaseException e)
        {
            throw new NexusException(LedgerErrors.NotRead(e), e);
        }
        finally
        {
            Return(database);
        }
    }

    public void Dispose()
    {
        _isClosed = true;
        while (_idle.TryTake(out var database))
            database.Dispose();
    }

    private Database Open()
    {
        var database = Database.Open(path, busyTimeout);
        database.Execute("pragma query_only=1");
        return database;
    }

    private void Return(Database? database)
    {
        if (_isClosed || _idle.Count >= MostIdle)
            database?.Dispose();
        else if (database is not null)
            _idle.Add(database);
    }
}
