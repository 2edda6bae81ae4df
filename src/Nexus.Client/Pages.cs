namespace Nexus.Client;

/// <summary>Lists come in pages; people want the whole, or as many as they say.</summary>
internal static class Pages
{
    private const int Most = 100;

    /// <summary>What a server puts on one page at most.</summary>
    private const int Largest = 500;

    public static string Path(string path, string? cursor) =>
        cursor is null ? $"{path}?limit=100" : $"{path}?limit=100&cursor={Uri.EscapeDataString(cursor)}";

    public static async Task<IReadOnlyList<TItem>> AllAsync<TItem, TPage>(
        Func<string?, Task<TPage>> read, Func<TPage, (IReadOnlyList<TItem> Items, string? Next)> open)
    {
        var all = new List<TItem>();
        string? cursor = null;
        for (var page = 0; page < Most; page++)
        {
            (var items, cursor) = open(await read(cursor));
            all.AddRange(items);
            if (cursor is null)
                break;
        }

        return all;
    }

    /// <param name="limit">How many in all.</param>
    /// <param name="read">Answers a query: <c>limit=500&amp;cursor=...</c>.</param>
    /// <param name="open">Into a page.</param>
    /// <returns>And what leads to the rest; null when nothing is left.</returns>
    public static async Task<(IReadOnlyList<TItem> Items, string? Next)> UpToAsync<TItem, TPage>(
        int limit, Func<string, Task<TPage>> read, Func<TPage, (IReadOnlyList<TItem> Items, string? Next)> open)
    {
        var all = new List<TItem>();
        string? cursor = null;
        do
        {
            var query = $"limit={Math.Min(limit - all.Count, Largest)}";
            var before = cursor;
            (var items, cursor) = open(await read(
                cursor is null ? query : $"{query}&cursor={Uri.EscapeDataString(cursor)}"));
            all.AddRange(items);
            if (items.Count == 0 && cursor == before)
                break;
        }
        while (cursor is not null && all.Count < limit);

        return (all, cursor);
    }
}
