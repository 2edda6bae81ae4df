using System.Runtime.InteropServices;
using System.Text.Json;
using Nexus.Platform.Ledger.Sqlite;

namespace Nexus.Platform.Usage;

/// <summary>The statements of one commit.</summary>
internal sealed class UsageWriter(Database database)
{
    private const string StepCount = "step.count";
    private const string WallMs = "wall_ms";
    private static readonly Dictionary<string, long> Nothing = [];

    private readonly Statement _footprint = database.Prepare(
        "insert into footprint (position, at, run_id, step_id, source_kind, source_ref, name, owner_id, class, metrics,"
        + " steps) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");

    private readonly Statement _sum = database.Prepare(
        "insert into usage_hour (hour, owner_id, blueprint, metric, class, quantity, count) "
        + "values (?, ?, ?, ?, ?, ?, ?) on conflict do update set "
        + "quantity = quantity + excluded.quantity, count = count + excluded.count");

    private readonly Statement _baseline = database.Prepare(
        "insert or replace into baseline (owner_id, blueprint, runs, mean, variance) values (?, ?, ?, ?, ?)");

    private readonly Statement _place = database.Prepare("update place set position = ?");

    private readonly Statement _forget = database.Prepare(
        "delete from footprint where at < ?1 "
        + "and position in (select position from footprint order by position limit ?2)");

    private readonly Statement _after = database.Prepare("delete from footprint where position > ?");

    public int Keep(IReadOnlyList<Measured> read, long upTo, IReadOnlyList<Baseline> baselines)
    {
        foreach (var (owner, blueprint, runs, mean, variance) in baselines)
        {
            _baseline.Bind(1, owner).Bind(2, blueprint).Bind(3, runs).Bind(4, mean).Bind(5, variance).Execute();
        }

        var sums = new Dictionary<UsageKey, (long Quantity, long Count)>();
        foreach (var item in read)
        {
            Insert(item);
            Add(sums, item);
        }

        foreach (var (key, sum) in sums)
        {
            _sum.Bind(1, key.Hour).Bind(2, key.OwnerId).Bind(3, key.Blueprint).Bind(4, key.Metric).Bind(5, key.Class)
                .Bind(6, sum.Quantity).Bind(7, sum.Count).Execute();
        }

        return _place.Bind(1, upTo).Execute();
    }

    public int Forget(DateTimeOffset before, int most) =>
        _forget.Bind(1, before.ToUnixTimeMilliseconds()).Bind(2, most).Execute();

    public int GoBack(long position)
    {
        _after.Bind(1, position).Execute();
        return _place.Bind(1, position).Execute();
    }

    public static long HourOf(DateTimeOffset at) => at.ToUnixTimeSeconds() / 3600;

    private void Insert(Measured item) => _footprint
        .Bind(1, item.Position).Bind(2, item.At.ToUnixTimeMilliseconds())
        .BindBlobOrNull(3, EventReads.Key(item.RunId)).BindBlobOrNull(4, EventReads.Key(item.StepId))
        .Bind(5, item.Source.Kind).Bind(6, item.Source.Ref).Bind(7, item.Source.Name).Bind(8, item.OwnerId)
        .Bind(9, item.Class)
        .BindText(10, JsonSerializer.SerializeToUtf8Bytes(
            item.Metrics, UsageJson.Default.IReadOnlyDictionaryStringInt64))
        .BindText(11, JsonSerializer.SerializeToUtf8Bytes(item.Steps, UsageJson.Default.IReadOnlyListMeasuredStep))
        .Execute();

    /// <summary>The time of a run is not added to that of its steps, which is the same once more.</summary>
    private static void Add(Dictionary<UsageKey, (long Quantity, long Count)> sums, Measured item)
    {
        foreach (var (metric, quantity) in item.Metrics)
        {
            if (metric is not WallMs)
                Add(metric, quantity);
        }

        foreach (var step in item.Steps)
        {
            Add(StepCount, 1);
            Add(WallMs, step.WallMs);
            foreach (var (metric, quantity) in step.Used ?? Nothing)
                Add(metric, quantity);
        }

        void Add(string metric, long quantity)
        {
            var key = new UsageKey(HourOf(item.At), item.OwnerId, item.Blueprint, item.Class, metric);
            ref var sum = ref CollectionsMarshal.GetValueRefOrAddDefault(sums, key, out _);
            sum = (sum.Quantity + quantity, sum.Count + 1);
        }
    }
}
