using System.Text;

namespace Nexus.Client;

/// <summary>Which events to list or to follow.</summary>
public sealed record EventFilter
{
    /// <summary>Of a list.</summary>
    public int Limit { get; init; } = 50;

    public string? EventName { get; init; }

    public string? RunId { get; init; }

    public string? ResourceId { get; init; }

    /// <summary>Beside how many and from where.</summary>
    internal string Query()
    {
        var query = new StringBuilder();
        Add("event_name", EventName);
        Add("run_id", RunId);
        Add("resource_id", ResourceId);
        return query.ToString();

        void Add(string key, string? value)
        {
            if (value is not null)
                query.Append($"&{key}={Uri.EscapeDataString(value)}");
        }
    }
}
