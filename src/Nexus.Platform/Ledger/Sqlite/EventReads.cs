namespace Nexus.Platform.Ledger.Sqlite;

/// <summary>Questions about events. Each finds what is indexed, and its neighbours; see 003-neighbours.sql.</summary>
internal static class EventReads
{
    private const string OfRun =
        "position in (select position from event where run_id = ?5 and frequent < 2 union all "
        + "select position + 1 from event where run_id = ?5 and frequent < 2) and run_id = ?5";

    /// <summary>Frequent events of a resource are those of its runs.</summary>
    private const string OfResource =
        "position in (select position from event where resource_id = ?6 and frequent = 0 union all "
        + "select position from of_runs union all select position + 1 from of_runs) and resource_id = ?6";

    private const string RunsOfResource =
        "with of_runs as (select position from event where frequent < 2 and run_id in (select run_id from event "
        + "where resource_id = ?6 and frequent = 0 and name = 'xyn.run.created')) ";

    private const string OfOwner =
        "position in (select position from near union all select position + 1 from near)";

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
        return statement.All(row => new RecordedEvent(row.Int64(0), EventParser.Parse(row.Bytes(1))));
    }

    /// <summary>Goes through all after a position; without their bodies that takes little.</summary>
    public static IReadOnlyList<EventNote> Notes(
        Database database, long after, IReadOnlyList<string> names, int limit)
    {
        var asked = string.Join(", ", names.Select((_, index) => $"?{index + 3}"));
        var statement = database.Prepare(
            $"select position, name, run_id from event where position > ?1 and +name in ({asked}) "
            + "order by position limit ?2").Bind(1, after).Bind(2, limit);
        for (var index = 0; index < names.Count; index++)
            statement.Bind(index + 3, names[index]);
        return statement.All(row => new EventNote(row.Int64(0), row.Text(1), Id(row.Bytes(2))));
    }

    public static Guid? Id(ReadOnlySpan<byte> key) => key.IsEmpty ? null : new(key, bigEndian: true);

    /// <summary>A run's id as the database has it; empty for none.</summary>
    public static byte[] Key(Guid? run) => run?.ToByteArray(bigEndian: true) ?? [];

    private static string Sql(EventQuery query)
    {
        var name = query.EventName;
        string?[] conditions =
        [
            query.After is null ? null : query.NewestFirst ? "position < ?2" : "position > ?2",
            query.Scope.OwnerId is null ? null : "owner_id = ?3",
            name is null ? null : EventPlaces.IsFrequent(name) ? "name = ?4" : "name = ?4 and frequent = 0",
            query.RunId is null ? null : OfRun,
            query.ResourceId is null ? null : OfResource,
            IsByOwner(query) ? OfOwner : null,
        ];
        var where = string.Join(" and ", conditions.Where(condition => condition is not null));
        var with = query.ResourceId is not null ? RunsOfResource : IsByOwner(query) ? Near(query) : "";
        return $"{with}select position, body from event {(where is "" ? "" : "where ")}{where} {Order(query)} limit ?1";
    }

    private static bool IsByOwner(EventQuery query) =>
        query is { Scope.OwnerId: not null, EventName: null, RunId: null, ResourceId: null };

    /// <summary>As many indexed events as the page has, and one whose neighbour may be the first of the page.</summary>
    private static string Near(EventQuery query)
    {
        var after = query.After is null ? "" : query.NewestFirst ? "and position < ?2 " : "and position >= ?2 ";
        return $"with near as (select position from event where owner_id = ?3 and frequent < 2 {after}"
            + $"{Order(query)} limit ?1 + 1) ";
    }

    private static string Order(EventQuery query) => $"order by position {(query.NewestFirst ? "desc" : "asc")}";
}
