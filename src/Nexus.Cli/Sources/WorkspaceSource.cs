using Nexus.Contracts;
using Nexus.Spec;

namespace Nexus.Cli.Sources;

/// <summary>Where a new workspace gets its files from, and what the repository says about the rest.</summary>
internal sealed record WorkspaceSource
{
    public RepoRequest? Repo { get; init; }

    /// <summary>A work tree of this machine, to be sent as a bundle.</summary>
    public GitRepository? Upload { get; init; }

    /// <summary>Of what is uploaded, the remote it came from, where an environment can know that too.</summary>
    public RepoRequest? Origin { get; init; }

    /// <summary>The directory the workspace is then meant by.</summary>
    public string? Path { get; init; }

    /// <summary>The configuration, as far as this machine can see it.</summary>
    public WorkspaceConfig Config { get; init; } = new();
}

internal sealed record SourceOptions(string? Repo, string? Branch, string? Directory, bool Dirty);

/// <summary>Decides between a URL, a directory, and the repository one stands in.</summary>
internal sealed class SourceFinder(Caller caller)
{
    /// <exception cref="NexusException"><c>source.not_a_repository</c>, <c>config.invalid</c>.</exception>
    public async Task<WorkspaceSource> FindAsync(SourceOptions options, CancellationToken cancellationToken)
    {
        if (options.Repo is { } url)
            return new() { Repo = Request(url, options.Branch) };

        if (options.Directory is { } typed && typed.Contains("://", StringComparison.Ordinal))
            throw new NexusException(CliErrors.AddressIsNoDirectory(SourceUrl.Shown(typed)));
        var directory = options.Directory is null ? null : caller.Place.Expand(options.Directory);
        var top = await new GitRepository(caller.Processes, directory ?? caller.Place.Directory)
            .TopAsync(cancellationToken);
        if (top is null)
        {
            return directory is null && options is { Dirty: false, Branch: null }
                ? new()
                : throw new NexusException(CliErrors.NotARepository(directory ?? caller.Place.Directory));
        }

        var repository = new GitRepository(caller.Processes, top);
        var origin = await repository.OriginAsync(cancellationToken);
        if (directory is not null || options.Dirty || origin is null || !IsReachable(origin))
        {
            return new()
            {
                Upload = repository,
                Origin = origin is not null && IsReachable(origin)
                    && SourceUrl.WithoutPassword(origin) is var remote && SourceUrl.Shown(remote) == remote
                    ? Request(remote, branch: null)
                    : null,
                Path = top,
                Config = await SentConfig.OfUploadAsync(repository, options, cancellationToken),
            };
        }

        return await OfOriginAsync(repository, origin, options, cancellationToken);
    }

    private async Task<WorkspaceSource> OfOriginAsync(
        GitRepository repository, string origin, SourceOptions options, CancellationToken cancellationToken)
    {
        if (await repository.IsDirtyAsync(cancellationToken))
            caller.Output.Warn("Uncommitted work stays here; '--dirty' sends it along.");
        var branch = options.Branch ?? await repository.FollowedBranchAsync(cancellationToken);
        return new()
        {
            Repo = Request(SourceUrl.WithoutPassword(origin), branch),
            Path = repository.Directory,
            Config = await SentConfig.OfOriginAsync(repository, branch, cancellationToken),
        };
    }

    /// <summary>https, ssh and git are what an environment may clone from.</summary>
    private static bool IsReachable(string url) =>
        url.StartsWith("https://", StringComparison.Ordinal)
        || url.StartsWith("ssh://", StringComparison.Ordinal)
        || url.StartsWith("git://", StringComparison.Ordinal)
        || IsShortSsh(url);

    /// <summary>
    /// <c>git@host:owner/name</c>, git's own short form of an ssh URL. Without a user it may be an alias that only this
    /// machine's ssh knows.
    /// </summary>
    private static bool IsShortSsh(string url) =>
        url.IndexOf(':', StringComparison.Ordinal) is var colon and > 0
        && !url.Contains("://", StringComparison.Ordinal)
        && url[..colon].IndexOf('@', StringComparison.Ordinal) > 0
        && !url[..colon].Contains('/', StringComparison.Ordinal);

    /// <summary><c>owner/name</c> alone means GitHub, as it does for gh.</summary>
    private static RepoRequest Request(string typed, string? branch)
    {
        var isName = typed.Split('/') is [{ Length: > 0 }, { Length: > 0 }]
            && !typed.Contains(':', StringComparison.Ordinal) && typed[0] != '.';
        var url = isName ? $"https://github.com/{typed}.git" : typed;
        var path = url.Split(':', '/').Where(part => part.Length > 0).ToList();
        var name = path.Count > 1 ? path[^1] : null;
        if (name?.EndsWith(".git", StringComparison.Ordinal) is true)
            name = name[..^".git".Length];
        return new(path.Count > 2 ? path[^2] : null, name, url, branch);
    }
}
