using Nexus.Contracts;
using Nexus.Processes;

namespace Nexus.Cli.Sources;

/// <summary>Questions to git about a directory. It never prompts and never takes locks.</summary>
internal sealed class GitRepository(IProcessRunner processes, string directory)
{
    private static readonly Dictionary<string, string> Quiet = new(StringComparer.Ordinal)
    {
        ["GIT_TERMINAL_PROMPT"] = "0",
        ["GIT_OPTIONAL_LOCKS"] = "0",
        ["LC_ALL"] = "C",
    };

    public string Directory => directory;

    /// <summary>The top of the work tree; null outside of one, or without git.</summary>
    public Task<string?> TopAsync(CancellationToken cancellationToken) =>
        AskAsync(cancellationToken, "rev-parse", "--show-toplevel");

    public Task<string?> OriginAsync(CancellationToken cancellationToken) =>
        AskAsync(cancellationToken, "config", "--get", "remote.origin.url");

    /// <summary>The branch of origin that the current one follows.</summary>
    public async Task<string?> FollowedBranchAsync(CancellationToken cancellationToken)
    {
        var followed = await AskAsync(cancellationToken, "rev-parse", "--abbrev-ref", "--symbolic-full-name", "@{u}");
        return followed?.StartsWith("origin/", StringComparison.Ordinal) is true ? followed["origin/".Length..] : null;
    }

    /// <summary>Null when no branch is checked out.</summary>
    public Task<string?> BranchAsync(CancellationToken cancellationToken) =>
        AskAsync(cancellationToken, "symbolic-ref", "--quiet", "--short", "HEAD");

    public async Task<bool> HasCommitsAsync(CancellationToken cancellationToken) =>
        await AskAsync(cancellationToken, "rev-parse", "--verify", "--quiet", "HEAD") is not null;

    /// <summary>The commit of a branch of its own, or of one that is only known as the origin's.</summary>
    public async Task<string?> CommitAsync(string branch, CancellationToken cancellationToken) =>
        await TipAsync($"refs/heads/{branch}", cancellationToken)
        ?? await TipAsync($"refs/remotes/origin/{branch}", cancellationToken);

    /// <returns>Null: there is no such ref.</returns>
    public Task<string?> TipAsync(string reference, CancellationToken cancellationToken) =>
        AskAsync(cancellationToken, "rev-parse", "--verify", "--quiet", $"{reference}^{{commit}}");

    /// <summary>A file as it is in a commit; null: it is not, or no plain file.</summary>
    public async Task<string?> FileAsync(string commit, string path, CancellationToken cancellationToken)
    {
        var entry = await AskAsync(cancellationToken, "ls-tree", commit, "--", path);
        if (entry?.StartsWith("100", StringComparison.Ordinal) is not true)
            return null;
        var result = await RunAsync(
            TimeSpan.FromSeconds(10), null, ["cat-file", "blob", $"{commit}:{path}"], cancellationToken);
        return result.IsSuccess ? result.Output : null;
    }

    public async Task<bool> IsShallowAsync(CancellationToken cancellationToken) =>
        await AskAsync(cancellationToken, "rev-parse", "--is-shallow-repository") is "true";

    /// <summary>Changed or untracked files.</summary>
    public async Task<bool> IsDirtyAsync(CancellationToken cancellationToken) =>
        await AskAsync(cancellationToken, "status", "--porcelain") is { Length: > 0 };

    /// <returns>What it printed, trimmed; null when it failed.</returns>
    public async Task<string?> AskAsync(CancellationToken cancellationToken, params IReadOnlyList<string> arguments)
    {
        var result = await RunAsync(TimeSpan.FromSeconds(10), null, arguments, cancellationToken);
        return result.IsSuccess ? result.Output.Trim() : null;
    }

    /// <exception cref="NexusException"><c>source.git_failed</c>, <c>program.missing</c>.</exception>
    public async Task<string> DoAsync(
        string what, IReadOnlyDictionary<string, string>? environment, IReadOnlyList<string> arguments,
        CancellationToken cancellationToken)
    {
        var result = await RunAsync(TimeSpan.FromMinutes(10), environment, arguments, cancellationToken);
        return result switch
        {
            { IsSuccess: true } => result.Output.Trim(),
            { Outcome: ProcessOutcome.ProgramMissing } => throw new NexusException(
                CliErrors.ProgramMissing("git", "Install it: 'sudo apt-get install git'.")),
            { Outcome: ProcessOutcome.TimedOut } => throw new NexusException(
                CliErrors.GitFailed(what, "it took longer than 10 minutes")),
            _ => throw new NexusException(CliErrors.GitFailed(what, LastLine(result.Error))),
        };
    }

    private Task<ProcessResult> RunAsync(
        TimeSpan deadline, IReadOnlyDictionary<string, string>? environment, IReadOnlyList<string> arguments,
        CancellationToken cancellationToken)
    {
        var all = new Dictionary<string, string>(Quiet, StringComparer.Ordinal);
        foreach (var (name, value) in environment ?? Quiet)
            all[name] = value;
        return processes.RunAsync(
            new(new("git", ["-C", directory, .. arguments])) { Environment = all, Deadline = deadline },
            cancellationToken);
    }

    private static string LastLine(string text) => text.Trim().Split('\n')[^1].TrimEnd('.');
}
