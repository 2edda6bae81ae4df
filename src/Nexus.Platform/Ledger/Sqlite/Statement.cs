using System.Text;
using SQLitePCL;

namespace Nexus.Platform.Ledger.Sqlite;

/// <summary>A prepared statement: bind from 1, read columns from 0, reset before the next use.</summary>
internal sealed class Statement(Database database, sqlite3_stmt handle) : IDisposable
{
    public Statement Bind(int index, long value)
    {
        database.Check(raw.sqlite3_bind_int64(handle, index, value));
        return this;
    }

    public Statement Bind(int index, double value)
    {
        database.Check(raw.sqlite3_bind_double(handle, index, value));
        return this;
    }

    public Statement Bind(int index, string? value)
    {
        Span<byte> bytes = stackalloc byte[128];
        if (value is { Length: > 0 } && Encoding.UTF8.TryGetBytes(value, bytes, out var length))
            return BindText(index, bytes[..length]);
        database.Check(value is null
            ? raw.sqlite3_bind_null(handle, index)
            : raw.sqlite3_bind_text(handle, index, value));
        return this;
    }

    /// <summary>Text that is UTF-8 already, and not empty: SQLite would take that for null.</summary>
    public Statement BindText(int index, ReadOnlySpan<byte> value)
    {
        database.Check(raw.sqlite3_bind_text(handle, index, value));
        return this;
    }

    public Statement BindBlob(int index, ReadOnlySpan<byte> value)
    {
        database.Check(raw.sqlite3_bind_blob(handle, index, value));
        return this;
    }

    public Statement BindBlobOrNull(int index, ReadOnlySpan<byte> value) =>
        value.IsEmpty ? Bind(index, null) : BindBlob(index, value);

    /// <returns>True while there is a row to look at.</returns>
    public bool Read()
    {
        var code = raw.sqlite3_step(handle);
        database.Check(code);
        return code is raw.SQLITE_ROW;
    }

    /// <summary>Runs it to the end, ready for the next use.</summary>
    /// <returns>How many rows changed.</returns>
    public int Execute()
    {
        try
        {
            Read();
            return database.Changes();
        }
        finally
        {
            Reset();
        }
    }

    /// <summary>All rows, then ready for the next use.</summary>
    public IReadOnlyList<T> All<T>(Func<Statement, T> map)
    {
        try
        {
            var rows = new List<T>();
            while (Read())
                rows.Add(map(this));
            return rows;
        }
        finally
        {
            Reset();
        }
    }

    public long Int64(int column) => raw.sqlite3_column_int64(handle, column);

    public double Double(int column) => raw.sqlite3_column_double(handle, column);

    public string Text(int column) => raw.sqlite3_column_text(handle, column).utf8_to_string() ?? "";

    /// <summary>The column's bytes, valid until the next call on this statement.</summary>
    public ReadOnlySpan<byte> Bytes(int column) => raw.sqlite3_column_blob(handle, column);

    /// <summary>For measuring: what it took since it was last asked, in SQLite's own steps.</summary>
    public int TakeSteps() => raw.sqlite3_stmt_status(handle, raw.SQLITE_STMTSTATUS_VM_STEP, 1);

    /// <summary>The result code was reported by the step before; here it would only be repeated.</summary>
    public void Reset() => raw.sqlite3_reset(handle);

    public void Dispose() => handle.Dispose();
}
