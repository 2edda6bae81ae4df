using System.Globalization;

namespace Nexus.Client;

/// <summary>Which sums; what is null is not asked for.</summary>
public sealed record UsageFilter
{
    public int Limit { get; init; } = 50;

    /// <summary><c>owner</c>, <c>blueprint</c>, <c>class</c>, or several with commas between.</summary>
    public string? By { get; init; }

    /// <summary><c>hour</c> or <c>day</c>.</summary>
    public string? Per { get; init; }

    public DateTimeOffset? From { get; init; }

    public DateTimeOffset? To { get; init; }

    public string? Metric { get; init; }

    public string? Blueprint { get; init; }

    /// <summary>As <c>&amp;by=owner</c>; empty when nothing is asked for.</summary>
    internal string Query() => QueryText.Of(
        ("by", By), ("per", Per), ("from", Text(From)), ("to", Text(To)), ("metric", Metric), ("blueprint", Blueprint));

    private static string? Text(DateTimeOffset? time) => time?.ToString("O", CultureInfo.InvariantCulture);
}
