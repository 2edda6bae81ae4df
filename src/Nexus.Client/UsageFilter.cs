using System.Globalization;
using System.Text;

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
    internal string Query()
    {
        var query = new StringBuilder();
        Add("by", By);
        Add("per", Per);
        Add("from", From?.ToString("O", CultureInfo.InvariantCulture));
        Add("to", To?.ToString("O", CultureInfo.InvariantCulture));
        Add("metric", Metric);
        Add("blueprint", Blueprint);
        return query.ToString();

        void Add(string name, string? value)
        {
            if (value is not null)
                query.Append('&').Append(name).Append('=').Append(Uri.EscapeDataString(value));
        }
    }
}
