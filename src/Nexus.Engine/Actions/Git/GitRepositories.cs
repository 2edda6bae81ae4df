using System.Collections.Concurrent;
using System.Text.Json;
using Nexus.Contracts;
using Nexus.Engine.Runs;

namespace Nexus.Engine.Actions.Git;

/// <summary>
/// Repositories of runs: <c>repos/OWNER/NAME.git</c> below the home, each its owner's. They have no work tree, so that
/// nothing in them can lead a file anywhere else.
/// </summary>
internal sealed class GitRepositories(EngineHome home, GitProgram git, TimeProvider clock)
{
    public const int MostOfOne = 100;
    private const string Suffix = ".git";
    private const string Aside = ".part-";

    private static readonly TimeSpan OldestLock = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(100);

    private readonly ConcurrentDictionary<string, SemaphoreSlim> _gates = new(StringComparer.Ordinal);

    /// <summary>One that is there, alone until it is disposed of.</summary>
    /// <exception cref="NexusException"><c>git.bad_call</c>, <c>git.no_repository</c>.</exception>
    public async Task<GitRepository> OpenAsync(StepContext step, JsonElement with, CancellationToken cancellationToken)
    {
        var name = GitNames.Repository(with);
        var repository = await EnterAsync(name, PathOf(step.OwnerId, name), cancellationToken);
        if (repository.IsThere)
            return repository;
        repository.Dispose();
        throw new NexusException(GitErrors.NoRepository(name));
    }

    /// <summary>One that need not be there yet, alone until it is disposed of.</summary>
    /// <exception cref="NexusException"><c>git.bad_call</c>, <c>git.too_many</c>.</exception>
    public async Task<GitRepository> ReserveAsync(
        StepContext step, JsonElement with, CancellationToken cancellationToken)
    {
        var name = GitNames.Repository(with);
        var path = PathOf(step.OwnerId, name);
        var folder = Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var repository = await EnterAsync(name, path, cancellationToken);
        if (repository.IsThere || folder.EnumerateDirectories($"*{Suffix}").Count() < MostOfOne)
            return repository;
        repository.Dispose();
        throw new NexusException(GitErrors.TooMany(MostOfOne));
    }

    /// <summary>Made aside by git and renamed, so that it is there whole or not at all.</summary>
    /// <param name="repository">That is reserved.</param>
    /// <param name="make">What git is asked, but for the directory.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static async Task MakeAsync(
        GitRepository repository, Func<string, Task> make, CancellationToken cancellationToken)
    {
        // Whatever a stopped server had of it: nobody else makes this one now.
        var aside = $"{Path.GetDirectoryName(repository.Path)}/{Aside}{repository.Name}";
        if (Directory.Exists(aside))
            Directory.Delete(aside, recursive: true);
        try
        {
            await make(aside);
            cancellationToken.ThrowIfCancellationRequested();
            Directory.Move(aside, repository.Path);
        }
        finally
        {
            if (Directory.Exists(aside))
                Directory.Delete(aside, recursive: true);
        }
    }

    private string PathOf(string ownerId, string name) =>
        ownerId.Length > 0 && ownerId.All(one => char.IsAsciiLetterOrDigit(one) || one is '-' or '_')
            ? Path.Combine(home.Path, "repos", ownerId, name + Suffix)
            : throw GitNames.Bad("its run has no owner who can have repositories");

    private async Task<GitRepository> EnterAsync(string name, string path, CancellationToken cancellationToken)
    {
        var gate = _gates.GetOrAdd(path, _ => new(1, 1));
        await gate.WaitAsync(cancellationToken);
        try
        {
            await ForgetLocksAsync(path, cancellationToken);
            return new(name, path, git, gate);
        }
        catch
        {
            gate.Release();
            throw;
        }
    }

    private TimeSpan Age(string file) => clock.GetUtcNow().UtcDateTime - File.GetLastWriteTimeUtc(file);

    /// <summary>Those of a git that was killed with its server; one that still works is waited for.</summary>
    private async Task ForgetLocksAsync(string path, CancellationToken cancellationToken)
    {
        if (!Directory.Exists(path))
            return;
        var locks = Directory.EnumerateFiles(path, "*.lock")
            .Concat(Directory.EnumerateFiles(Path.Combine(path, "refs"), "*.lock", SearchOption.AllDirectories));
        foreach (var file in locks.ToList())
        {
            while (File.Exists(file) && Age(file) < OldestLock)
                await Task.Delay(Moment, clock, cancellationToken);
            File.Delete(file);
        }
    }
}
