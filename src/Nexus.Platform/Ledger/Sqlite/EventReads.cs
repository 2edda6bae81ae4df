namespace Nexus.Platform.Ledger.Sqlite;

/// <summary>
/// Questions about events. Each goes along one index, from where the page begins, and ends when the page is full: how
/// much is stored behind it does not matter.
/// </summary>
internal static class EventReads
{
    private const string OfRun =
        "e.position in (select position from event where run_id = ?5 and frequent < 2 union all "
        + "select position + 1 from event where run_id = ?5 and frequent < 2) and e.run_id = ?5";

    public static IReadOnlyList<RecordedEvent> List(Database database, EventQuery query)
    {
        var statement = database.Prepare(Sql(query, EventWay.Shortest(database, query))).Bind(1, query.Limit);
        if (query.After is { } after)
            statement.Bind(2, after);
        if (query.Scope.OwnerId is { } owner)
            statement.Bind(EventWay.Owner.Parameter, owner);
        if (query.EventName is { } name)
            statement.Bind(EventWay.Name.Parameter, name);
        if (query.RunId is { } run)
            statement.BindBlob(5, Key(run));
        if (query.ResourceId is { } resource)
            statement.Bind(EventWay.Resource.Parameter, resource);
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

    /// <summary>A plus keeps SQLite from another way than the chosen one.</summary>
    private static string Sql(EventQuery query, EventWay? way)
    {
        string?[] conditions =
        [
            way?.Condition(query),
            query.After is null ? null : query.NewestFirst ? "e.position < ?2" : "e.position > ?2",
            query.Scope.OwnerId is null ? null : "+e.owner_id = ?3",
            query.EventName is null ? null : "+e.name = ?4",
            query.RunId is null ? null : OfRun,
            query.ResourceId is null ? null : "+e.resource_id = ?6",
        ];
        var where = string.Join(" and ", conditions.Where(condition => condition is not null));
        return $"select e.position, e.body from {way?.From ?? "event e"} {(where is "" ? "" : "where ")}{where} "
            + $"order by {(way ?? EventWay.Any).Order(query.NewestFirst)} limit ?1";
    }
}
