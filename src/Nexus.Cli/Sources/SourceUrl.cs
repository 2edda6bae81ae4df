namespace Nexus.Cli.Sources;

/// <summary>A URL may hold a password, which is not for a server, nor for a terminal.</summary>
internal static class SourceUrl
{
    private const string Scheme = "://";

    public static string WithoutPassword(string url) =>
        url.StartsWith("https://", StringComparison.Ordinal)
        && Uri.TryCreate(url, UriKind.Absolute, out var address) && address.UserInfo.Length > 0
            ? new UriBuilder(address) { UserName = "", Password = "" }.Uri.ToString()
            : url;

    /// <summary>To print: <c>https://***@host/path</c>. The user of ssh alone is no secret.</summary>
    public static string Shown(string url)
    {
        var start = url.IndexOf(Scheme, StringComparison.Ordinal) + Scheme.Length;
        if (start < Scheme.Length)
            return url;
        var slash = url.IndexOf('/', start);
        var end = url.LastIndexOf('@', slash < 0 ? url.Length - 1 : slash);
        var last = url.LastIndexOf('@');
        if (last > start && url[start..last].Contains(':', StringComparison.Ordinal))
            end = last; // a password may hold a slash
        else if (url.StartsWith("ssh", StringComparison.Ordinal))
            return url;
        return end < start ? url : $"{url[..start]}***{url[end..]}";
    }
}
