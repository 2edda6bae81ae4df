using Microsoft.Extensions.Options;
using Nexus.Contracts;
using Nexus.Platform;
using Nexus.Processes;

namespace Nexus.Engine.Actions.Git;

/// <summary>
/// git without anybody's configuration and without anything of a repository that runs: no hooks, no file monitor, and
/// the network protocols that workspaces clone by.
/// </summary>
internal sealed class GitProgram(IProcessRunner processes, IOptions<GitOptions> options)
{
    private const int OutputLimit = 4 * 1024 * 1024;
    private const int LongestTold = 1024;

    /// <summary>The step's own deadline comes first.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    private static readonly string[] Strict =
    [
        "-c", "core.hooksPath=/dev/null", "-c", "core.fsmonitor=false", "-c", "core.quotePath=false",
        "-c", "gc.autoDetach=false", "-c", "credential.helper=", "-c", "http.followRedirects=false",
        "-c", "protocol.allow=never", "-c", "protocol.https.allow=always", "-c", "protocol.ssh.allow=always",
        "-c", "protocol.git.allow=always",
    ];

    public static Dictionary<string, string> Surroundings { get; } = new(StringComparer.Ordinal)
    {
        ["PATH"] = Environment.GetEnvironmentVariable("PATH") ?? "/usr/bin:/bin",
        ["HOME"] = "/nonexistent",
        ["LC_ALL"] = "C",
        ["GIT_CONFIG_NOSYSTEM"] = "1",
        ["GIT_CONFIG_GLOBAL"] = "/dev/null",
        ["GIT_TERMINAL_PROMPT"] = "0",
        ["GIT_ASKPASS"] = "",
        ["SSH_ASKPASS"] = "",
    };

    private string[] Trusted => options.Value.CaFile is { } path ? ["-c", $"http.sslCAInfo={path}"] : [];

    /// <exception cref="NexusException"><c>git.program_missing</c>, <c>server.disk_full</c>.</exception>
    public async Task<ProcessResult> RunAsync(
        IReadOnlyList<string> arguments, CancellationToken cancellationToken, byte[]? input = null,
        IReadOnlyDictionary<string, string>? surroundings = null)
    {
        var result = await processes.RunAsync(new(new Argv("git", [.. Strict, .. Trusted, .. arguments]))
        {
            InheritsEnvironment = false,
            Environment = surroundings ?? Surroundings,
            Input = input,
            Deadline = Longest,
            OutputLimit = OutputLimit,
        }, cancellationToken);
        if (result.Outcome is ProcessOutcome.ProgramMissing)
            throw new NexusException(GitErrors.NoProgram());
        return result.Error.Contains("No space left on device", StringComparison.Ordinal)
            ? throw new NexusException(DiskFull.Error(Reason(result)))
            : result;
    }

    /// <summary>The end of what it complains of, in one line.</summary>
    public static string Reason(ProcessResult result)
    {
        var told = result.Error.Trim().ReplaceLineEndings(" ");
        return told.Length == 0 ? $"it exits with {result.ExitCode}"
            : told.Length <= LongestTold ? told : $"...{told[^LongestTold..]}";
    }
}
