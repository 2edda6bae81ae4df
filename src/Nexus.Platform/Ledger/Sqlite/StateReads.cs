namespace Nexus.Platform.Ledger.Sqlite;

/// <summary>Questions about rows.</summary>
internal static class StateReads
{
    private const string Select =
        "select kind, id, name, owner_id, version, body, owner_org_id, layer, open from state ";

    public static StateRow? ById(Database database, string kind, string id) =>
        database.Prepare(Select + "where kind = ? and id = ?").Bind(1, kind).Bind(2, id).All(ToRow).SingleOrDefault();

    public static StateRow? ByName(Database database, string kind, Scope scope, string name)
    {
        var owner = scope.OwnerId is null ? "" : "and owner_id = ?3 ";
        var statement = database.Prepare(
            $"{Select}where kind = ?1 and name = ?2 and name <> '' {owner}order by id limit 1");
        statement.Bind(1, kind).Bind(2, name);
        if (scope.OwnerId is not null)
            statement.Bind(3, scope.OwnerId);
        return statement.All(ToRow).SingleOrDefault();
    }

    public static IReadOnlyList<StateRow> List(Database database, StateQuery query)
    {
        var statement = database.Prepare(Sql(query)).Bind(1, query.Kind);
        var index = 2;
        if (query.Scope.OwnerId is { } owner)
            statement.Bind(index++, owner);
        if (query.After is { } after)
            statement.Bind(index++, after);
        return statement.Bind(index, query.Limit).All(ToRow);
    }

    private static string Sql(StateQuery query)
    {
        string[] conditions =
        [
            "kind = ?",
            .. query.Scope.OwnerId is null ? (string[])[] : ["owner_id = ? and owner_id <> ''"],
            .. query.After is null ? (string[])[] : [query.NewestFirst ? "id < ?" : "id > ?"],
            .. query.OpenOnly ? (string[])["open = 1"] : [],
        ];
        var order = query.OpenOnly ? "added" : query.NewestFirst ? "id desc" : "id";
        return $"{Select}where {string.Join(" and ", conditions)} order by {order} limit ?";
    }

    private static StateRow ToRow(Statement row) =>
        new(row.Text(0), row.Text(1), row.Text(2), row.Text(3), row.Int64(4), row.Text(5))
        {
            OwnerOrgId = row.Text(6),
            Layer = row.Text(7),
            IsOpen = row.Int64(8) != 0,
        };
}
