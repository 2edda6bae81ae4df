using System.Globalization;
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

    private async Task<UnsavedReply> UnsavedAsync(CancellationToken cancellationToken)
    {
        if (!Exists)
            return new(0, 0, 0, 0);

        var status = await git.RunAsync(
            Directory, ["status", "--porcelain=v1", "--untracked-files=all"], cancellationToken);
        if (!status.IsSuccess)
            throw SourceErrors.Failed("git status", status.Reason);

        var lines = status.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var untracked = lines.Count(line => line.StartsWith("??", StringComparison.Ordinal));
        var stashes = await git.TryAsync(Directory, cancellationToken, "stash", "list");
        var unpushed = await git.TryAsync(Directory, cancellationToken,
            "rev-list", "--count", "--branches", "--tags", await HeadAsync(cancellationToken), "--not", "--remotes",
            $"--glob={BundleRefs}*");
        return new(
            lines.Length - untracked, untracked,
            stashes?.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length ?? 0,
            int.TryParse(unpushed, CultureInfo.InvariantCulture, out var commits) ? commits : 0);
    }

    /// <summary>Commits that only a detached HEAD has count too; before the first commit there is none.</summary>
    private async Task<string> HeadAsync(CancellationToken cancellationToken) =>
        await git.TryAsync(Directory, cancellationToken, "rev-parse", "--verify", "-q", "HEAD") is { Length: > 0 } head
            ? head
            : "--branches";
}
