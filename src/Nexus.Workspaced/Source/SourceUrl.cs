using System.Text.RegularExpressions;
using Nexus.Contracts;

namespace Nexus.Workspaced.Source;

/// <summary>What may be cloned: https, ssh and git; nothing that runs a command or reads local files.</summary>
internal static partial class SourceUrl
{
    private static readonly string[] Schemes = ["https://", "ssh://", "git://"];

    /// <exception cref="NexusException"><c>source.url_refused</c>.</exception>
    public static void Check(string url)
    {
        var isUrl = Schemes.Any(scheme => url.StartsWith(scheme, StringComparison.OrdinalIgnoreCase)
            && url.Length > scheme.Length && url[scheme.Length] != '-');
        var isScp = !url.Contains("://", StringComparison.Ordinal) && ScpForm().IsMatch(url);
        if ((!isUrl && !isScp) || url.Any(char.IsControl) || url.Any(char.IsWhiteSpace))
            throw SourceErrors.UrlRefused(Show(url));
    }

    /// <exception cref="NexusException"><c>source.bad_branch</c>.</exception>
    public static void CheckBranch(string? branch)
    {
        if (branch is not null && !Branch().IsMatch(branch))
            throw SourceErrors.BadBranch(branch);
    }

    /// <summary>Without the user and the password somebody may have written into it.</summary>
    public static string Show(string url) => UserInfo().Replace(url, "://");

    /// <summary>
    /// <c>git@host:path</c>, with a user as the server wants it; the host cannot be taken for an option of ssh.
    /// </summary>
    [GeneratedRegex(
        """^[A-Za-z0-9_][A-Za-z0-9_.-]*@[A-Za-z0-9][A-Za-z0-9.-]*:[^:-]""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ScpForm();

    [GeneratedRegex("""^(?!-)(?!/)[^\s~^:?*\[\\\x00-\x1f]+(?<!/)\z""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Branch();

    [GeneratedRegex("""(?<=^https):\/\/[^/@]*@""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex UserInfo();
}
