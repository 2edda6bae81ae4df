using System.Text.Json.Serialization;

namespace Nexus.Workspaces.Lifecycle;

/// <summary>How long a workspace lives without being used. Then it is removed, whatever is in it.</summary>
/// <param name="Ttl">From its last use on.</param>
/// <param name="UsedAt">When a step last used it, or it was made.</param>
public sealed record Lifespan(TimeSpan Ttl, DateTimeOffset UsedAt)
{
    /// <summary>
    /// Present: it is a workcell, for this, and ends at the latest with the run that made it, if one did.
    /// </summary>
    public string? Purpose { get; init; }

    [JsonIgnore]
    public DateTimeOffset Until => UsedAt + Ttl;
}
