using System.Globalization;
using System.IO.Enumeration;
using Nexus.Contracts;
using Nexus.Transport;
using Nexus.Transport.Workspaced;
using Nexus.Workspaced.Channel;
using Nexus.Workspaced.Setup;

namespace Nexus.Workspaced.Source;

/// <summary>The repository as it is: answers <c>repo</c> and <c>unsaved</c>.</summary>
internal sealed class Repository(UserAccount user, Git git)
{
    /// <summary>Where the commits of an uploaded bundle are remembered: somebody has them elsewhere.</summary>
    public const string BundleRefs = "refs/nexus/bundle/";

    private const int MostCounted = 100_000;

    private static readonly EnumerationOptions Everything =
        new() { RecurseSubdirectories = true, IgnoreInaccessible = false, AttributesToSkip = FileAttributes.None };

    public string Directory => user.Repository;

    public bool Exists => Path.Exists(Path.Combine(Directory, ".git"));

    public async Task AnswerRepoAsync(Connection connection, CancellationToken cancellationToken) =>
        await connection.AcceptAsync(
            await ReadAsync(cancellationToken), TransportJson.Default.RepoView, cancellationToken);

    public async Task AnswerUnsavedAsync(Connection connection, CancellationToken cancellationToken) =>
        await connection.AcceptAsync(
            await UnsavedAsync(cancellationToken), TransportJson.Default.UnsavedReply, cancellationToken);

    public async Task<RepoView> ReadAsync(CancellationToken cancellationToken)
    {
        if (!Exists)
            return new(null, null, null);

        var url = await git.TryAsync(Directory, cancellationToken, "config", "--get", "remote.origin.url");
        var branch = await git.TryAsync(Directory, cancellationToken, "symbolic-ref", "--short", "-q", "HEAD");
        var commit = await git.TryAsync(Directory, cancellationToken, "rev-parse", "--verify", "-q", "HEAD");
        return new(url is null ? null : SourceUrl.Show(url), branch, commit);
    }

    /// <summary>What cannot be counted is refused, not taken for nothing: a removal follows from the answer.</summary>
    private async Task<UnsavedReply> UnsavedAsync(CancellationToken cancellationToken)
    {
        if (!Exists)
            return new(0, CountFiles(), 0, 0);

        var status = Lines(await git.DoAsync(
            Directory, cancellationToken, "status", "--porcelain=v1", "--untracked-files=all"));
        var untracked = status.Count(line => line.StartsWith("??", StringComparison.Ordinal));
        var stashes = Lines(await git.DoAsync(Directory, cancellationToken, "stash", "list"));
        var unpushed = await git.DoAsync(
            Directory, cancellationToken,
            "rev-list", "--count", "--branches", "--tags", await HeadAsync(cancellationToken), "--not", "--remotes",
            $"--glob={BundleRefs}*");
        return int.TryParse(unpushed.Trim(), CultureInfo.InvariantCulture, out var commits)
            ? new(status.Length - untracked, untracked, stashes.Length, commits)
            : throw SourceErrors.Failed(git.WorkspaceId, "git rev-list", "it did not answer with a number");
    }

    /// <summary>Files without a repository: nobody else has any of them.</summary>
    private int CountFiles()
    {
        if (!System.IO.Directory.Exists(Directory))
            return 0;
        try
        {
            return new FileSystemEnumerable<bool>(Directory, static (ref FileSystemEntry _) => true, Everything)
            {
                ShouldIncludePredicate = static (ref FileSystemEntry entry) => !IsDirectory(ref entry),
                ShouldRecursePredicate = static (ref FileSystemEntry entry) => IsDirectory(ref entry),
            }.Take(MostCounted).Count();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw SourceErrors.Failed(git.WorkspaceId, "Looking for unsaved files", e.Message);
        }
    }

    /// <summary>A link to one is a file: what it leads to is not the workspace's.</summary>
    private static bool IsDirectory(ref FileSystemEntry entry) =>
        entry.IsDirectory && !entry.Attributes.HasFlag(FileAttributes.ReparsePoint);

    private static string[] Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Commits that only a detached HEAD has count too; before the first commit there is none.</summary>
    private async Task<string> HeadAsync(CancellationToken cancellationToken) =>
        await git.TryAsync(Directory, cancellationToken, "rev-parse", "--verify", "-q", "HEAD") is { Length: > 0 } head
            ? head
            : "--branches";
}
