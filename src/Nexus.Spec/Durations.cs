using Nexus.Spec.Loading;

namespace Nexus.Spec;

/// <summary>Durations as people write them: <c>500ms</c>, <c>10s</c>, <c>1m30s</c>, <c>2h</c>.</summary>
public static class Durations
{
    /// <returns>Null when it is none, or longer than a day.</returns>
    public static TimeSpan? Parse(string text) => Scalars.Duration(text);
}
