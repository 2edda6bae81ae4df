namespace Nexus.Client;

/// <summary>Lists come in pages; people want the whole.</summary>
internal static class Pages
{
    private const int Most = 100;

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
}
