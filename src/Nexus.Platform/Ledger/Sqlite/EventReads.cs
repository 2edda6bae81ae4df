using System.Text.Json;

namespace Nexus.Platform.Ledger.Sqlite;

/// <summary>Questions about events.</summary>
internal static class EventReads
{
    /// <summary>Frequent events of a resource are those of its runs.</summary>
    private const string OfResource =
        "position in (select position from event where resource_id = ?6 and frequent = 0 union all "
        + "select position from event where frequent = 1 and run_id in (select run_id from event "
        + "where resource_id = ?6 and frequent = 0 and name = 'xyn.run.created'))";

    public static IReadOnlyList<RecordedEvent> List(Database database, EventQuery query)
    {
        var statement = database.Prepare(Sql(query)).Bind(1, query.Limit);
        if (query.After is { } after)
            statement.Bind(2, after);
        if (query.Scope.OwnerId is { } owner)
            statement.Bind(3, owner);
        if (query.EventName is { } name)
            statement.Bind(4, name);
        if (query.RunId is { } run)
            statement.BindBlob(5, Key(run));
        if (query.ResourceId is { } resource)
            statement.Bind(6, resource);
        return statement.All(row => new RecordedEvent(row.Int64(0), Parse(row.Bytes(1))));
    }

    /// <summary>Events that are many and dull; see 001-ledger.sql.</summary>
    public static bool IsFrequent(LedgerEvent item) => item.RunId is not null && IsFrequent(item.EventName);

    /// <summary>A run's id as the database has it; empty for none.</summary>
    public static byte[] Key(Guid? run) => run?.ToByteArray(bigEndian: true) ?? [];

    public static LedgerEvent Parse(ReadOnlySpan<byte> body) =>
        JsonSerializer.Deserialize(body, LedgerJson.Default.LedgerEvent)
            ?? throw new InvalidDataException("The ledger holds an empty event.");

    private static bool IsFrequent(string name) => name is "xyn.step.started" or "xyn.step.completed";

    private static string Sql(EventQuery query)
    {
        string?[] conditions =
        [
            query.After is null ? null : query.NewestFirst ? "position < ?2" : "position > ?2",
            query.Scope.OwnerId is null ? null : "owner_id = ?3",
            query.EventName is null ? null : IsFrequent(query.EventName) ? "name = ?4" : "name = ?4 and frequent = 0",
            query.RunId is null ? null : "run_id = ?5",
            query.ResourceId is null ? null : OfResource,
        ];
        var where = string.Join(" and ", conditions.Where(condition => condition is not null));
        return $"select position, body from event {(where is "" ? "" : "where ")}{where} "
            + $"order by position {(query.NewestFirst ? "desc" : "asc")} limit ?1";
    }
}
