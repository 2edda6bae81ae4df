using System.Globalization;
using System.Text;
using Nexus.Journeys.Campaigns;

namespace Nexus.Journeys.Faults;

/// <summary>What a server took at one moment.</summary>
/// <param name="At">Since the load began.</param>
/// <param name="Events">That callers had sent until then.</param>
internal sealed record SoakLook(TimeSpan At, int Events, IReadOnlyDictionary<string, long> Values)
{
    private const int Thirds = 3;
    private const int Lines = 10;

    /// <summary>What may come to what there is: of the whole, and of the few seconds of the small one.</summary>
    private static readonly Dictionary<string, (double Share, long Whole, long Small)> Bounds =
        new(StringComparer.Ordinal)
        {
            ["memory, KiB"] = (0.05, 4096, 32_768),
            ["threads"] = (0, 4, 16),
            ["descriptors"] = (0, 8, 32),
            ["database, KiB"] = (0.1, 4096, long.MaxValue),
        };

    public static SoakLook Take(LoneServer server, TimeSpan at, int events) => new(
        at, events, new Dictionary<string, long>(StringComparer.Ordinal)
        {
            ["memory, KiB"] = server.Status("VmRSS"),
            ["threads"] = server.Status("Threads"),
            ["descriptors"] = server.Descriptors(),
            ["database, KiB"] = server.Stored("events.db"),
        });

    /// <summary>The last third compared with the one before: in the first, a server warms up.</summary>
    /// <returns>What has grown.</returns>
    public static IReadOnlyList<string> Growth(IReadOnlyList<SoakLook> seen, bool isWhole)
    {
        var third = seen.Count / Thirds;
        var problems = new List<string>();
        foreach (var (name, (share, whole, small)) in Bounds)
        {
            var (before, after) = (Median(seen.Skip(third).Take(third), name), Median(seen.TakeLast(third), name));
            var more = isWhole ? whole : small;
            if (after - before > Math.Max(more, share * before))
                problems.Add(Campaign.Text($"{name}: {before} became {after}"));
        }

        return problems;
    }

    /// <summary>docs/reference/campaigns/soak.md: the last whole campaign.</summary>
    public static Task ReportAsync(IReadOnlyList<SoakLook> seen, MachineLoad load)
    {
        var page = new StringBuilder();
        page.Append(CultureInfo.InvariantCulture, $"""
            # Campaign: half an hour of load

            `./test --campaign soak`: eight callers send events, every other one as a webhook, and each starts a run of
            three steps; {seen[^1].Events} of them in {seen[^1].At.TotalMinutes:0} minutes. The server keeps 20,000
            events and moves older ones to the archive. Nothing may be larger in the last third than in the one before.

            | minutes | events | {string.Join(" | ", Bounds.Keys)} |
            |---|---|{string.Concat(Bounds.Keys.Select(_ => "---|"))}

            """);
        foreach (var look in seen.Where((_, index) => (index + 1) % (seen.Count / Lines) == 0))
        {
            page.Append(CultureInfo.InvariantCulture, $"| {look.At.TotalMinutes:0.0} | {look.Events} | ");
            page.AppendJoin(" | ", look.Values.Values.Select(value => value.ToString(CultureInfo.InvariantCulture)));
            page.Append(" |\n");
        }

        page.Append(CultureInfo.InvariantCulture, $"\nThe machine meanwhile: {load}.\n");
        return Campaign.ReportAsync("soak", page);
    }

    private static long Median(IEnumerable<SoakLook> seen, string name)
    {
        var values = seen.Select(look => look.Values[name]).Order().ToList();
        return values[values.Count / 2];
    }
}
