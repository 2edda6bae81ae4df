namespace Nexus.Platform.Ledger.Sqlite;

/// <summary>An index that leads to the events of a question, in their order.</summary>
/// <param name="Column">What it is of.</param>
/// <param name="Parameter">Of the statement: what the column shall be.</param>
/// <param name="Place">Which events it has; see <see cref="EventPlace"/>.</param>
/// <param name="HasNeighbours">Behind each may be one that is found through it.</param>
internal sealed record EventWay(string Column, int Parameter, string Place, bool HasNeighbours)
{
    /// <summary>It is not counted farther.</summary>
    private const int ManyEvents = 1000;

    public static EventWay Owner { get; } = new("owner_id", 3, "frequent < 2", HasNeighbours: true);

    public static EventWay Name { get; } = new("name", 4, "frequent = 0", HasNeighbours: false);

    public static EventWay Resource { get; } = new("resource_id", 6, "frequent < 2", HasNeighbours: true);

    /// <summary>The table itself.</summary>
    public static EventWay Any { get; } = new("", 0, "", HasNeighbours: false);

    public string From => HasNeighbours
        ? $"event near indexed by {Index} cross join event e on e.position in (near.position, near.position + 1) "
            + "and (e.position = near.position or e.frequent = 2)"
        : $"event e indexed by {Index}";

    private string Index => Column switch
    {
        "owner_id" => "event_owner",
        "name" => "event_name",
        _ => "event_resource",
    };

    /// <summary>The one with the fewest events, up to a number that is no more than a moment's work.</summary>
    /// <returns>Null: no index is of what is asked for, or that of a run is.</returns>
    public static EventWay? Shortest(Database database, EventQuery query)
    {
        if (query.RunId is not null)
            return null;
        List<(EventWay Way, string Value)> ways = [];
        if (query.EventName is { } name && !EventPlaces.IsFrequent(name))
            ways.Add((Name, name));
        if (query.ResourceId is { } resource)
            ways.Add((Resource, resource));
        if (query.Scope.OwnerId is { } owner)
            ways.Add((Owner, owner));
        return ways.Count < 2
            ? ways.FirstOrDefault().Way
            : ways.MinBy(one => one.Way.Count(database, one.Value)).Way;
    }

    public string Condition(EventQuery query)
    {
        if (!HasNeighbours)
            return $"e.{Column} = ?{Parameter} and e.{Place}";
        var after = query.After is null ? ""
            : query.NewestFirst ? " and near.position < ?2"
            : " and near.position >= ?2";
        return $"near.{Column} = ?{Parameter} and near.{Place}{after}";
    }

    public string Order(bool newestFirst)
    {
        var order = newestFirst ? "desc" : "asc";
        return HasNeighbours ? $"near.position {order}, e.position {order}" : $"e.position {order}";
    }

    private long Count(Database database, string value) => database
        .Prepare($"select count(*) from (select 1 from event where {Column} = ?1 and {Place} limit {ManyEvents})")
        .Bind(1, value).All(row => row.Int64(0))[0];
}
