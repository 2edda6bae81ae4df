using System.Globalization;

namespace Nexus.Client;

/// <summary>Which runs to list; what is null is not asked for.</summary>
public sealed record RunFilter
{
    public int Limit { get; init; } = 50;

    /// <summary>As a run shows it: <c>failed</c>.</summary>
    public string? Status { get; init; }

    /// <summary>A blueprint, with or without its revision, a plan, or the name a run was given.</summary>
    public string? Name { get; init; }

    public DateTimeOffset? Since { get; init; }

    /// <summary>Beside how many and from where.</summary>
    internal string Query() => QueryText.Of(
        ("status", Status), ("name", Name), ("since", Since?.ToString("O", CultureInfo.InvariantCulture)));
}
