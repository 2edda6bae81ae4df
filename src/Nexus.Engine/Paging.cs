namespace Nexus.Engine;

/// <summary>Pages of lists: how many, and what leads to the next one.</summary>
public static class Paging
{
    private const int Most = 500;
    private const int Default = 50;

    /// <summary>As many as asked for.</summary>
    /// <exception cref="Contracts.NexusException"><c>request.invalid</c>: more than a page holds, or none.</exception>
    public static int Limit(int? limit) => limit switch
    {
        null => Default,
        >= 1 and <= Most => limit.Value,
        _ => throw QueryErrors.Unfit(
            "limit", $"'limit' is {limit}, and a page has 1 to {Most}.", $"Leave it out for {Default}."),
    };

    /// <summary>What a page begins after.</summary>
    /// <param name="cursor">As it was sent.</param>
    /// <param name="isOne">Whether this list gives cursors like it.</param>
    /// <exception cref="Contracts.NexusException"><c>request.invalid</c>.</exception>
    public static string? After(string? cursor, Func<string, bool> isOne) =>
        cursor is null || isOne(cursor) ? cursor : throw QueryErrors.BadCursor(cursor);

    /// <summary>Of lists whose ids are UUIDs.</summary>
    internal static string? AfterGuid(string? cursor) => After(cursor, one => Guid.TryParseExact(one, "D", out _));

    /// <summary>One more than asked for was read, to know whether there is a next page.</summary>
    public static (IReadOnlyList<T> Items, string? Next) Cut<T>(
        IReadOnlyList<T> read, int limit, Func<T, string> cursor) =>
        read.Count > limit ? ([.. read.Take(limit)], cursor(read[limit - 1])) : (read, null);
}
