using System.Globalization;
using System.Text.Json.Nodes;
using Nexus.Platform.Ledger;
using Nexus.Platform.Usage;

namespace Nexus.Engine.Footprints;

/// <summary>
/// Tells of an hour that is over, once for each owner who used something in it, when something is used in a later one,
/// and of all that is told at once as one batch: no timer tells, so what waits stays silent.
/// </summary>
internal sealed class TellHours(ILedger ledger, UsageStore store, TimeProvider clock)
{
    private const string Kind = "cursor";
    private const string Id = "footprints.hours";
    private const int LargestPage = 50_000;
    private DateTimeOffset _done;

    /// <summary>The events and how far was told are one commit: none is told twice.</summary>
    /// <param name="used">When something was used; all before it is counted.</param>
    /// <param name="cancellationToken">Stops asking; a commit is not stopped.</param>
    public async Task TellAsync(DateTimeOffset used, CancellationToken cancellationToken)
    {
        var hour = TimeOf(used.ToUnixTimeSeconds() / 3600);
        if (hour <= _done)
            return;
        var row = await ledger.FindAsync(Kind, Id, cancellationToken);
        var isTold = DateTimeOffset.TryParse(row?.Body, CultureInfo.InvariantCulture, out var from);
        if (isTold && hour <= from)
        {
            _done = from;
            return;
        }

        var next = hour;
        var sums = isTold
            ? store.Sums(new(Scope.All, from, hour) { Hours = 1, ByOwner = true, Limit = LargestPage })
            : [];
        if (sums.Count == LargestPage)
        {
            next = TimeOf(sums[^1].Key.Hour);
            sums = [.. sums.TakeWhile(sum => sum.Key.Hour < sums[^1].Key.Hour)];
        }

        var kept = (row ?? new(Kind, Id, "", "system", 0, "")).Next(next.ToString("O", CultureInfo.InvariantCulture));
        var events = sums.GroupBy(sum => sum.Key.OwnerId, StringComparer.Ordinal)
            .Select(group => Batch(group.Key, from, next, group))
            .Concat(sums.GroupBy(sum => (sum.Key.Hour, sum.Key.OwnerId)).Select(group => Hour(group.Key, group)));
        await ledger.AppendAsync(new([.. events], kept), cancellationToken);
        _done = next;
    }

    private LedgerEvent Batch(string ownerId, DateTimeOffset from, DateTimeOffset to, IEnumerable<UsageSum> sums) =>
        Told("xyn.footprint.recorded", ownerId, from, to, sums);

    private LedgerEvent Hour((long Hour, string OwnerId) what, IEnumerable<UsageSum> sums) =>
        Told("xyn.footprint.rollup.created", what.OwnerId, TimeOf(what.Hour), TimeOf(what.Hour + 1), sums);

    private LedgerEvent Told(
        string name, string ownerId, DateTimeOffset from, DateTimeOffset to, IEnumerable<UsageSum> sums)
    {
        var metrics = new JsonObject();
        foreach (var metric in sums.GroupBy(sum => sum.Key.Metric, StringComparer.Ordinal))
            metrics[metric.Key] = metric.Sum(sum => sum.Quantity);
        var id = from.ToString("yyyy-MM-dd'T'HH'Z'", CultureInfo.InvariantCulture);
        return LedgerEvent.Now(clock, name, new("usage", id), $"usage-{id}") with
        {
            OwnerId = ownerId,
            Data = EventData.Of(("from", from), ("to", to), ("metrics", metrics)),
        };
    }

    private static DateTimeOffset TimeOf(long hour) => DateTimeOffset.FromUnixTimeSeconds(hour * 3600);
}
