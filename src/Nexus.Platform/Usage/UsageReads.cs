using System.Text.Json;
using Nexus.Platform.Ledger.Sqlite;

namespace Nexus.Platform.Usage;

/// <summary>Questions about footprints and their sums.</summary>
internal static class UsageReads
{
    private static readonly Dictionary<string, long> Nothing = [];

    public static IReadOnlyList<Measured> OfRun(Database database, Guid run, long from, int limit) =>
        database.Prepare(
            "select position, at, run_id, step_id, source_kind, source_ref, name, owner_id, class, metrics, steps "
            + "from footprint where run_id = ? and position >= ? order by position limit ?")
            .BindBlob(1, EventReads.Key(run)).Bind(2, from).Bind(3, limit).All(ToMeasured);

    public static IReadOnlyList<UsageSum> Sums(Database database, UsageQuery query)
    {
        var statement = database.Prepare(Sql(query))
            .Bind(1, UsageWriter.HourOf(query.From)).Bind(2, HourAfter(query.To)).Bind(3, query.Limit);
        if (query.Scope.OwnerId is { } owner)
            statement.Bind(4, owner);
        if (query.Metric is { } metric)
            statement.Bind(5, metric);
        if (query.Blueprint is { } blueprint)
            statement.Bind(6, blueprint);
        if (query.After is { } after)
        {
            statement.Bind(7, after.Hour).Bind(8, after.OwnerId).Bind(9, after.Blueprint).Bind(10, after.Class)
                .Bind(11, after.Metric);
        }

        return statement.All(row => new UsageSum(
            new(row.Int64(0), row.Text(1), row.Text(2), row.Text(3), row.Text(4)), row.Int64(5), row.Int64(6)));
    }

    public static Baseline? BaselineOf(Database database, string ownerId, string blueprint) =>
        database.Prepare("select runs, mean, variance from baseline where owner_id = ? and blueprint = ?")
            .Bind(1, ownerId).Bind(2, blueprint)
            .All(row => new Baseline(ownerId, blueprint, row.Int64(0), row.Double(1), row.Double(2)))
            .SingleOrDefault();

    private static string Sql(UsageQuery query)
    {
        string?[] conditions =
        [
            "hour >= ?1 and hour < ?2",
            query.Scope.OwnerId is null ? null : "owner_id = ?4",
            query.Metric is null ? null : "metric = ?5",
            query.Blueprint is null ? null : "blueprint = ?6",
        ];
        var period = query.Hours switch { 0 => "?1", 1 => "hour", var hours => $"hour / {hours} * {hours}" };
        var after = query.After is null ? "" : "where (p, o, b, c, m) > (?7, ?8, ?9, ?10, ?11) ";
        return $"select * from (select {period} as p, {If(query.ByOwner, "owner_id")} as o, "
            + $"{If(query.ByBlueprint, "blueprint")} as b, {If(query.ByClass, "class")} as c, metric as m, "
            + "sum(quantity), sum(count) from usage_hour "
            + $"where {string.Join(" and ", conditions.Where(condition => condition is not null))} "
            + $"group by 1, 2, 3, 4, 5) {after}order by p, o, b, c, m limit ?3";
    }

    private static string If(bool isAsked, string column) => isAsked ? column : "''";

    /// <summary>The hour that a moment is in belongs to the time up to it.</summary>
    private static long HourAfter(DateTimeOffset to) => UsageWriter.HourOf(to.AddHours(1).AddTicks(-1));

    private static Measured ToMeasured(Statement row) =>
        new(
            row.Int64(0), DateTimeOffset.FromUnixTimeMilliseconds(row.Int64(1)),
            new(row.Text(4), row.Text(5), row.Text(6)), row.Text(7), row.Text(8),
            JsonSerializer.Deserialize(row.Bytes(9), UsageJson.Default.IReadOnlyDictionaryStringInt64) ?? Nothing)
        {
            RunId = EventReads.Id(row.Bytes(2)),
            StepId = EventReads.Id(row.Bytes(3)),
            Steps = JsonSerializer.Deserialize(row.Bytes(10), UsageJson.Default.IReadOnlyListMeasuredStep) ?? [],
        };
}
