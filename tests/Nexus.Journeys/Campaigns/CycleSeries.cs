namespace Nexus.Journeys.Campaigns;

/// <summary>The footprints of one provider's cycles, from the first to the last.</summary>
/// <param name="Provider">Which.</param>
/// <param name="Seen">Evenly spread.</param>
/// <param name="Took">All of it.</param>
/// <param name="IsIntact">The hash chain verifies, archive included.</param>
/// <param name="Events">Of that chain.</param>
/// <param name="Left">Rows that nobody needs any more.</param>
internal sealed record CycleSeries(
    string Provider, IReadOnlyList<Footprint> Seen, TimeSpan Took, bool IsIntact, long Events,
    IReadOnlyList<string> Left)
{
    /// <summary>What happened is kept; this must grow.</summary>
    private const string Archive = "archive, KiB";

    /// <summary>With fewer, what is kept because it was needed once weighs more than what grows.</summary>
    public const int Many = 50;

    public int Cycles => Seen[^1].Cycles;

    public IEnumerable<string> Names => Seen[^1].Values.Keys;

    public IReadOnlyList<string> Problems =>
    [
        .. from name in Names
           where name is not Archive && Last(name) > First(name) + Slack(name)
           select Campaign.Text($"{name} grew from {First(name):0} to {Last(name):0}"),
        .. Left.Select(row => $"left over: {row}"),
        .. IsIntact ? Array.Empty<string>() : ["the hash chain is broken"],
    ];

    /// <summary>Mean of the first tenth, which is at least one look.</summary>
    public double First(string name) => Mean(Seen.Take(Tenth), name);

    public double Last(string name) => Mean(Seen.TakeLast(Tenth), name);

    private int Tenth => Math.Max(1, Seen.Count / 10);

    /// <summary>What may differ between two moments although nothing grows.</summary>
    private double Slack(string name) => name switch
    {
        _ when name.EndsWith("memory, KiB", StringComparison.Ordinal) =>
            (0.1 * First(name)) + (Cycles < Many ? 16_384 : 2048),
        _ when name.EndsWith("database, KiB", StringComparison.Ordinal) => (0.1 * First(name)) + 512,
        _ when name.EndsWith("threads", StringComparison.Ordinal) => 5,
        _ when name.EndsWith("descriptors", StringComparison.Ordinal) => 5,
        _ => 0,
    };

    private static double Mean(IEnumerable<Footprint> seen, string name) =>
        seen.Average(footprint => footprint.Values[name]);
}
