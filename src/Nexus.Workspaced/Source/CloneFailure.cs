using Nexus.Contracts;

namespace Nexus.Workspaced.Source;

/// <summary>What git meant. It has no codes, so its words are read, in English because we ask for that.</summary>
internal static class CloneFailure
{
    private static readonly string[] Auth =
    [
        "could not read Username", "could not read Password", "terminal prompts disabled", "Authentication failed",
        "Permission denied", "access denied", "The requested URL returned error: 401",
        "The requested URL returned error: 403", "Host key verification failed",
    ];

    private static readonly string[] Network =
    [
        "Could not resolve host", "unable to look up", "Connection refused", "Connection timed out", "Connection reset",
        "Network is unreachable", "No route to host", "Failed to connect", "Couldn't connect", "unable to connect",
        "Operation timed out", "Temporary failure in name resolution", "Name or service not known", "SSL",
    ];

    private static readonly string[] Missing =
    [
        "not found", "does not appear to be a git repository", "does not exist",
        "Could not read from remote repository",
    ];

    public static NexusException Explain(
        GitResult result, string workspaceId, string url, string? branch)
    {
        var shown = SourceUrl.Show(url);
        if (Says("Remote branch") && branch is not null)
            return SourceErrors.BranchNotFound(workspaceId, branch, shown);
        if (Says("repository not exported"))
            return SourceErrors.NotFound(workspaceId, shown);
        if (Auth.Any(Says))
            return SourceErrors.AuthRequired(workspaceId, shown);
        if (Network.Any(Says))
            return SourceErrors.Unreachable(workspaceId, shown, SourceUrl.Show(result.Reason));
        if (Says("not allowed"))
            return SourceErrors.UrlRefused(shown);
        return Missing.Any(Says)
            ? SourceErrors.NotFound(workspaceId, shown)
            : SourceErrors.Failed(workspaceId, $"Cloning {shown}", SourceUrl.Show(result.Reason));

        bool Says(string words) => result.Error.Contains(words, StringComparison.OrdinalIgnoreCase);
    }
}
