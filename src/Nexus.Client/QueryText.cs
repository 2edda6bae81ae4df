namespace Nexus.Client;

/// <summary>What is added to a query that has begun.</summary>
internal static class QueryText
{
    /// <returns>As <c>&amp;by=owner&amp;per=day</c>; empty when nothing is asked for.</returns>
    public static string Of(params IEnumerable<(string Key, string? Value)> asked) => string.Concat(
        from one in asked
        where one.Value is not null
        select $"&{one.Key}={Uri.EscapeDataString(one.Value)}");
}
