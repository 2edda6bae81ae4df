using Nexus.Contracts;
using Nexus.Processes;

namespace Nexus.Engine.Actions.Git;

/// <summary>A repository that nobody else uses until this is disposed of.</summary>
internal sealed class GitRepository(string name, string path, GitProgram git, SemaphoreSlim gate) : IDisposable
{
    /// <summary>Of the empty tree, which every repository has.</summary>
    public const string EmptyTree = "4b825dc642cb6eb9a060e54bf8d69288fbee4904";

    private const string Branches = "refs/heads/";

    public string Name => name;

    public string Path => path;

    public bool IsThere => File.Exists(System.IO.Path.Combine(path, "HEAD"));

    public void Dispose() => gate.Release();

    public Task<ProcessResult> RunAsync(
        CancellationToken cancellationToken, byte[]? input = null, params IReadOnlyList<string> arguments) =>
        git.RunAsync([$"--git-dir={path}", .. arguments], cancellationToken, input);

    /// <returns>The output, of what must succeed.</returns>
    /// <exception cref="NexusException"><c>git.failed</c>.</exception>
    public async Task<string> DoAsync(CancellationToken cancellationToken, params IReadOnlyList<string> arguments)
    {
        var result = await RunAsync(cancellationToken, null, arguments);
        return result.IsSuccess
            ? result.Output
            : throw new NexusException(GitErrors.Failed(name, GitProgram.Reason(result)));
    }

    /// <returns>The branch that is checked out, which may have no commit yet.</returns>
    public async Task<string> HeadAsync(CancellationToken cancellationToken) =>
        (await DoAsync(cancellationToken, "symbolic-ref", "HEAD")).Trim()[Branches.Length..];

    /// <returns>The commit a text means; null: none.</returns>
    public async Task<string?> FindAsync(string revision, CancellationToken cancellationToken)
    {
        var found = await RunAsync(
            cancellationToken, null, "rev-parse", "--verify", "--quiet", "--end-of-options", $"{revision}^{{commit}}");
        return found.IsSuccess ? found.Output.Trim() : null;
    }

    public Task<string?> FindBranchAsync(string branch, CancellationToken cancellationToken) =>
        FindAsync(Branches + branch, cancellationToken);

    /// <exception cref="NexusException"><c>git.no_revision</c>.</exception>
    public async Task<string> CommitAsync(string revision, CancellationToken cancellationToken) =>
        await FindAsync(revision, cancellationToken)
            ?? throw new NexusException(GitErrors.NoRevision(name, revision));

    /// <summary>Moves a branch, if it still is where it was; null: if there was none.</summary>
    /// <exception cref="NexusException"><c>git.conflict</c>.</exception>
    public async Task MoveAsync(string branch, string to, string? from, CancellationToken cancellationToken)
    {
        var moved = await RunAsync(
            cancellationToken, null, "update-ref", Branches + branch, to, from ?? new string('0', to.Length));
        if (!moved.IsSuccess)
            throw new NexusException(GitErrors.Conflict(name, branch));
    }

    public Task SwitchAsync(string branch, CancellationToken cancellationToken) =>
        DoAsync(cancellationToken, "symbolic-ref", "HEAD", Branches + branch);
}
