using System.Text.Json;

namespace Nexus.Platform.Ledger.Sqlite;

/// <summary>Questions about events.</summary>
internal static class EventReads
{
    public static IReadOnlyList<RecordedEvent> List(Database database, EventQuery query)
    {
        var statement = database.Prepare(Sql(query));
        var index = 1;
        if (query.After is { } after)
            statement.Bind(index++, after);
        if (query.Scope.OwnerId is { } owner)
            statement.Bind(index++, owner);
        if (query.EventName is { } name)
            statement.Bind(index++, name);
        if (query.RunId is { } run)
            statement.Bind(index++, run.ToString());
        if (query.ResourceId is { } resource)
            statement.Bind(index++, resource);
        return statement.Bind(index, query.Limit).All(ToEvent);
    }

    public static LedgerEvent Parse(ReadOnlySpan<byte> body) =>
        JsonSerializer.Deserialize(body, LedgerJson.Default.LedgerEvent)
            ?? throw new InvalidDataException("The ledger holds an empty event.");

    private static string Sql(EventQuery query)
    {
        string?[] conditions =
        [
            query.After is null ? null : query.NewestFirst ? "position < ?" : "position > ?",
            query.Scope.OwnerId is null ? null : "owner_id = ?",
            query.EventName is null ? null : "name = ?",
            query.RunId is null ? null : "run_id = ?",
            query.ResourceId is null ? null : "resource_id = ?",
        ];
        var where = string.Join(" and ", conditions.Where(condition => condition is not null));
        return $"select position, body from event {(where is "" ? "" : "where ")}{where} "
            + $"order by position {(query.NewestFirst ? "desc" : "asc")} limit ?";
    }

    private static RecordedEvent ToEvent(Statement row) => new(row.Int64(0), Parse(row.Bytes(1)));
}
