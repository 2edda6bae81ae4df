using Nexus.Contracts;

namespace Nexus.Cli.Sources;

/// <summary>
/// A git bundle of what is checked out. With uncommitted work it is made in a repository beside the user's, which
/// borrows its objects: neither the index nor any ref of the user's is touched.
/// </summary>
internal sealed class SourceBundle : IDisposable
{
    private static readonly Dictionary<string, string> Author = new(StringComparer.Ordinal)
    {
        ["GIT_AUTHOR_NAME"] = "Nexus",
        ["GIT_AUTHOR_EMAIL"] = "nexus@localhost",
        ["GIT_COMMITTER_NAME"] = "Nexus",
        ["GIT_COMMITTER_EMAIL"] = "nexus@localhost",
    };

    private readonly string _scratch;

    private SourceBundle(string scratch) => _scratch = scratch;

    public string Path => System.IO.Path.Combine(_scratch, "source.bundle");

    private string Aside => System.IO.Path.Combine(_scratch, "aside.git");

    /// <param name="repository">Whose.</param>
    /// <param name="dirty">With uncommitted work.</param>
    /// <param name="wanted">The branch; null: what is checked out.</param>
    /// <param name="cancellationToken">Stops git.</param>
    /// <exception cref="NexusException"><c>source.*</c>.</exception>
    public static async Task<SourceBundle> MakeAsync(
        GitRepository repository, bool dirty, string? wanted, CancellationToken cancellationToken)
    {
        if (await repository.IsShallowAsync(cancellationToken))
            throw new NexusException(CliErrors.Shallow(repository.Directory));
        var hasCommits = await repository.HasCommitsAsync(cancellationToken);
        if (!dirty && !hasCommits)
            throw new NexusException(CliErrors.NoCommits(repository.Directory));

        var branch = await repository.BranchAsync(cancellationToken);
        var isOther = wanted is not null && wanted != branch;
        if (dirty && isOther)
            throw new NexusException(CliErrors.NotCheckedOut(wanted ?? "", branch));

        var bundle = new SourceBundle(Scratch());
        try
        {
            if (wanted is not null && isOther)
                await bundle.WriteOtherAsync(repository, wanted, cancellationToken);
            else if (dirty)
                await bundle.WriteDirtyAsync(repository, branch ?? "main", hasCommits, cancellationToken);
            else
                await bundle.WriteAsync(repository, branch, cancellationToken);
            return bundle;
        }
        catch
        {
            bundle.Dispose();
            throw;
        }
    }

    private static string Scratch()
    {
        try
        {
            return System.IO.Directory.CreateTempSubdirectory("nexus-source-").FullName;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new NexusException(CliErrors.DirectoryUnusable(System.IO.Path.GetTempPath(), e.Message), e);
        }
    }

    public void Dispose() => System.IO.Directory.Delete(_scratch, recursive: true);

    private Task<string> WriteAsync(GitRepository repository, string? branch, CancellationToken cancellationToken) =>
        repository.DoAsync(
            "bundle the source", null,
            ["bundle", "create", "--quiet", Path, "HEAD", .. branch is null ? (string[])[] : [$"refs/heads/{branch}"]],
            cancellationToken);

    /// <summary>A branch that is not checked out becomes what a clone of the bundle checks out.</summary>
    private async Task WriteOtherAsync(
        GitRepository repository, string branch, CancellationToken cancellationToken)
    {
        var commit = await repository.CommitAsync(branch, cancellationToken)
            ?? throw new NexusException(CliErrors.NoBranch(repository.Directory, branch));
        await repository.DoAsync(
            "bundle the branch", Author, ["init", "--quiet", "--bare", Aside], cancellationToken);
        await BorrowAsync(repository, cancellationToken);
        await BundleAsync(repository, branch, commit, cancellationToken);
    }

    private async Task WriteDirtyAsync(
        GitRepository repository, string branch, bool hasCommits, CancellationToken cancellationToken)
    {
        await DoAsync("init", "--quiet", "--bare", Aside);
        await BorrowAsync(repository, cancellationToken);
        string[] aside = [$"--git-dir={Aside}", $"--work-tree={repository.Directory}"];
        var head = hasCommits ? await DoAsync("rev-parse", "HEAD") : null;
        if (head is not null)
            await DoAsync([.. aside, "read-tree", head]);
        await DoAsync([.. aside, "add", "--all", "."]);
        var tree = await DoAsync([.. aside, "write-tree"]);
        string[] parent = head is null ? [] : ["-p", head];
        var commit = await DoAsync([.. aside, "commit-tree", tree, .. parent, "-m", "Uncommitted work"]);
        await BundleAsync(repository, branch, commit, cancellationToken);

        Task<string> DoAsync(params IReadOnlyList<string> arguments) =>
            repository.DoAsync("bundle the uncommitted work", Author, arguments, cancellationToken);
    }

    /// <summary>Of the repository beside, whose only branch it is.</summary>
    private async Task BundleAsync(
        GitRepository repository, string branch, string commit, CancellationToken cancellationToken)
    {
        await DoAsync("update-ref", $"refs/heads/{branch}", commit);
        await DoAsync("symbolic-ref", "HEAD", $"refs/heads/{branch}");
        await DoAsync("bundle", "create", "--quiet", Path, "HEAD", $"refs/heads/{branch}");

        Task<string> DoAsync(params IReadOnlyList<string> arguments) => repository.DoAsync(
            "bundle the source", Author, [$"--git-dir={Aside}", .. arguments], cancellationToken);
    }

    /// <summary>Its objects for reading, and its own list of what to ignore.</summary>
    private async Task BorrowAsync(GitRepository repository, CancellationToken cancellationToken)
    {
        var objects = await PathOfAsync("objects");
        var info = System.IO.Directory.CreateDirectory(System.IO.Path.Combine(Aside, "objects", "info"));
        await File.WriteAllTextAsync(
            System.IO.Path.Combine(info.FullName, "alternates"), $"{objects}\n", cancellationToken);
        var exclude = await PathOfAsync("info/exclude");
        if (File.Exists(exclude))
            File.Copy(exclude, System.IO.Path.Combine(Aside, "info", "exclude"), overwrite: true);

        async Task<string> PathOfAsync(string name) => System.IO.Path.GetFullPath(
            await repository.AskAsync(cancellationToken, "rev-parse", "--git-path", name) ?? name,
            repository.Directory);
    }
}
