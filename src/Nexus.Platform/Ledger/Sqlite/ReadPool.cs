using System.Collections.Concurrent;

namespace Nexus.Platform.Ledger.Sqlite;

/// <summary>Connections for reading: each sees the last commit, none waits for the writer.</summary>
internal sealed class ReadPool(string path, TimeSpan busyTimeout) : IDisposable
{
    private const int MostIdle = 8;
    private readonly ConcurrentBag<Database> _idle = [];
    private volatile bool _isClosed;

    public T Read<T>(Func<Database, T> read)
    {
        if (!_idle.TryTake(out var database))
            database = Open();
        try
        {
            return read(database);
        }
        finally
        {
            if (_isClosed || _idle.Count >= MostIdle)
                database.Dispose();
            else
                _idle.Add(database);
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
}
