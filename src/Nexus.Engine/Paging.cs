using Nexus.Contracts;

namespace Nexus.Engine;

/// <summary>Pages of lists: how many, and what leads to the next one.</summary>
internal static class Paging
{
    private const int Most = 500;
    private const int Default = 50;

    /// <summary>As many as asked for, within what a page may hold.</summary>
    public static int Limit(int? limit) => Math.Clamp(limit ?? Default, 1, Most);

    public static NexusException BadCursor(string cursor) => new(
        new("request.invalid", $"'{cursor}' is not a cursor of this list.", "Take it from next_cursor."));

    /// <summary>One more than asked for was read, to know whether there is a next page.</summary>
    public static (IReadOnlyList<T> Items, string? Next) Cut<T>(
        IReadOnlyList<T> read, int limit, Func<T, string> cursor) =>
        read.Count > limit ? ([.. read.Take(limit)], cursor(read[limit - 1])) : (read, null);
}
