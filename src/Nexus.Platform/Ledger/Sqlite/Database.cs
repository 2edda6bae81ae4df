using System.Runtime.InteropServices;
using SQLitePCL;

namespace Nexus.Platform.Ledger.Sqlite;

/// <summary>
/// One connection, used by one thread at a time, with its prepared statements. Uses the system's SQLite, which gets
/// its security updates from the distribution.
/// </summary>
internal sealed class Database : IDisposable
{
    private readonly Dictionary<string, Statement> _statements = new(StringComparer.Ordinal);
    private readonly sqlite3 _handle;

    static Database()
    {
        NativeLibrary.SetDllImportResolver(
            typeof(SQLite3Provider_e_sqlite3).Assembly,
            (name, _, _) => name is "e_sqlite3" ? NativeLibrary.Load("libsqlite3.so.0") : IntPtr.Zero);
        raw.SetProvider(new SQLite3Provider_e_sqlite3());
        raw.sqlite3_config(raw.SQLITE_CONFIG_MEMSTATUS, 0); // nobody asks, and counting locks every allocation
    }

    private Database(sqlite3 handle) => _handle = handle;

    /// <summary>
    /// WAL so that readers never wait for the writer; FULL so that a commit survives a power cut. A page costs two
    /// system calls per commit, so a new database has large ones.
    /// </summary>
    public static Database Open(string path, TimeSpan busyTimeout)
    {
        const int Flags = raw.SQLITE_OPEN_READWRITE | raw.SQLITE_OPEN_CREATE | raw.SQLITE_OPEN_NOMUTEX;
        var code = raw.sqlite3_open_v2(path, out var handle, Flags, null);
        var database = new Database(handle);
        try
        {
            database.Check(code);
            database.Check(raw.sqlite3_busy_timeout(handle, (int)busyTimeout.TotalMilliseconds));
            database.Execute("pragma page_size=8192; pragma journal_mode=wal; pragma synchronous=full");
            return database;
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    /// <summary>Runs a script, ignoring what it returns.</summary>
    public void Execute(string script) => Check(raw.sqlite3_exec(_handle, script));

    /// <summary>The prepared statement for this text; it stays prepared as long as the connection.</summary>
    public Statement Prepare(string sql)
    {
        if (_statements.TryGetValue(sql, out var known))
            return known;

        Check(raw.sqlite3_prepare_v3(_handle, sql, raw.SQLITE_PREPARE_PERSISTENT, out var handle));
        return _statements[sql] = new Statement(this, handle);
    }

    public long Scalar(string sql)
    {
        var statement = Prepare(sql);
        try
        {
            return statement.Read() ? statement.Int64(0) : 0;
        }
        finally
        {
            statement.Reset();
        }
    }

    /// <summary>For measuring: see <see cref="Statement.TakeSteps"/>.</summary>
    internal int TakeSteps() => _statements.Values.Sum(statement => statement.TakeSteps());

    /// <summary>Rows that the last statement changed.</summary>
    public int Changes() => raw.sqlite3_changes(_handle);

    /// <summary>False while a transaction is open.</summary>
    public bool IsIdle() => raw.sqlite3_get_autocommit(_handle) != 0;

    public void Check(int code)
    {
        if (code is not (raw.SQLITE_OK or raw.SQLITE_ROW or raw.SQLITE_DONE))
        {
            throw new DatabaseException(
                code, raw.sqlite3_extended_errcode(_handle), raw.sqlite3_errmsg(_handle).utf8_to_string());
        }
    }

    public void Dispose()
    {
        foreach (var statement in _statements.Values)
            statement.Dispose();
        _handle.Dispose();
    }
}

/// <summary>SQLite refused; <see cref="Code"/> is its primary result code.</summary>
internal sealed class DatabaseException(int code, int extended, string message) : Exception(message)
{
    /// <summary>What readers and the writer share cannot grow: SQLITE_IOERR_SHMSIZE.</summary>
    private const int NoSharedMemory = 10 | (19 << 8);

    public int Code { get; } = code & 0xff;

    public bool IsFull => Code is raw.SQLITE_FULL || extended is NoSharedMemory;

    public bool IsLocked => Code is raw.SQLITE_BUSY or raw.SQLITE_LOCKED;

    public bool IsConstraint => Code is raw.SQLITE_CONSTRAINT;
}
