using System.Text.RegularExpressions;
using Nexus.Contracts;
using Nexus.Workspaces.Users;

namespace Nexus.Workspaces.Lifecycle;

/// <summary>Which repositories are taken, and what their URL tells.</summary>
internal static partial class SourceRules
{
    private const int LongestUrl = 2000;

    /// <exception cref="NexusException"><c>workspace.bad_source</c>.</exception>
    public static Source Of(RepoRequest? repo, bool upload, string owner)
    {
        if (repo?.Branch is { } branch && !BranchName().IsMatch(branch))
            throw new NexusException(WorkspaceErrors.BadBranch(branch));
        if (repo?.Url is not { } url)
        {
            return repo is null || upload
                ? new(upload ? "local" : "none", Name(repo), null, repo?.Branch, IsFork: false, HasUpload: false)
                : throw Bad("the repository has no URL");
        }

        if (url.Length > LongestUrl || !(Scheme().IsMatch(url) || ScpForm().IsMatch(url)))
            throw Bad("only https, ssh and git URLs are taken");
        if (Credentials().IsMatch(url))
            throw Bad("it contains a password; use a key or a credential helper");

        var host = Host().Match(url).Groups["host"].Value;
        var type = upload ? "local" : host switch
        {
            "github.com" => "github",
            "gitlab.com" => "gitlab",
            _ => "git",
        };
        return new(type, Name(repo) ?? url, url, repo.Branch, IsFork(repo, owner, url), HasUpload: false);
    }

    private static string? Name(RepoRequest? repo) =>
        repo is { Owner: { } owner, Name: { } name } ? $"{owner}/{name}" : null;

    /// <summary>The clone comes from the caller's own account while the repository is named after another.</summary>
    private static bool IsFork(RepoRequest repo, string owner, string url) =>
        repo.Owner is { } named && !Handle.IsSame(named, owner)
            && (url.Contains($":{owner}/", StringComparison.OrdinalIgnoreCase)
                || url.Contains($"/{owner}/", StringComparison.OrdinalIgnoreCase));

    private static NexusException Bad(string why) => new(WorkspaceErrors.BadSource(why));

    [GeneratedRegex(
        @"^(https|ssh|git)://[A-Za-z0-9\[][^\s\x00-\x1f]*\z", RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 200)]
    private static partial Regex Scheme();

    [GeneratedRegex(
        @"^[A-Za-z0-9_][\w.-]*@[A-Za-z0-9][A-Za-z0-9.-]*:[^\s:\x00-\x1f-][^\s\x00-\x1f]*\z",
        RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 200)]
    private static partial Regex ScpForm();

    /// <summary>A password, or before an https host a name alone that looks like a token.</summary>
    [GeneratedRegex(
        @"^(\w+://[^/@]*:[^/@]*@|https://([^/@]{24,}|(gh[a-z]_|github_pat_|glpat-)[^/@]*)@)",
        RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 200)]
    private static partial Regex Credentials();

    [GeneratedRegex(
        @"^(\w+://([^/@]*@)?|[^@]*@)(?<host>[^/:]+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 200)]
    private static partial Regex Host();

    [GeneratedRegex(
        @"^(?!-)(?!.*\.\.)[A-Za-z0-9._/+@#-]{1,200}\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 200)]
    private static partial Regex BranchName();
}
