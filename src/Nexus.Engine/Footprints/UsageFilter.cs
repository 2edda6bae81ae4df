using Microsoft.AspNetCore.Mvc;
using Nexus.Platform.Ledger;
using Nexus.Platform.Usage;

namespace Nexus.Engine.Footprints;

/// <summary>Which sums a caller asks for.</summary>
internal sealed record UsageFilter
{
    private const string OfOwner = "owner";
    private const string OfBlueprint = "blueprint";
    private const string OfClass = "class";

    /// <summary>What they are summed up by: <c>owner,blueprint</c>; null: by metric alone.</summary>
    [FromQuery(Name = "by")]
    public string? By { get; init; }

    /// <summary><c>hour</c> or <c>day</c>; null: all of the time.</summary>
    [FromQuery(Name = "per")]
    public string? Per { get; init; }

    [FromQuery(Name = "from")]
    public DateTimeOffset? From { get; init; }

    [FromQuery(Name = "to")]
    public DateTimeOffset? To { get; init; }

    [FromQuery(Name = "metric")]
    public string? Metric { get; init; }

    [FromQuery(Name = "blueprint")]
    public string? Blueprint { get; init; }

    /// <param name="scope">What the caller may see.</param>
    /// <param name="from">When nothing is said of it.</param>
    /// <param name="to">The same.</param>
    /// <exception cref="Contracts.NexusException"><c>request.invalid</c>.</exception>
    public UsageQuery Query(Scope scope, DateTimeOffset from, DateTimeOffset to)
    {
        (from, to) = (From ?? from, To ?? to);
        if (from >= to)
            throw QueryErrors.Unfit("from", "'from' is not before 'to'.", "Give times of ISO 8601, as 2026-01-31.");
        var by = By?.Split(',') ?? [];
        if (by.FirstOrDefault(one => one is not (OfOwner or OfBlueprint or OfClass)) is { } unknown)
            throw QueryErrors.Unfit("by", $"Usage is not summed up by '{unknown}'.", "Use owner, blueprint, class.");
        return new(scope, from, to)
        {
            Hours = Per switch
            {
                null => 0,
                "hour" => 1,
                "day" => 24,
                _ => throw QueryErrors.Unfit("per", $"'{Per}' is no period.", "Use hour or day, or leave it out."),
            },
            ByOwner = by.Contains(OfOwner, StringComparer.Ordinal),
            ByBlueprint = by.Contains(OfBlueprint, StringComparer.Ordinal),
            ByClass = by.Contains(OfClass, StringComparer.Ordinal),
            Metric = Metric,
            Blueprint = Blueprint,
        };
    }
}
