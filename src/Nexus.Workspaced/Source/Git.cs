using System.Text;
using Nexus.Contracts;
using Nexus.Processes;
using Nexus.Workspaced.Exec;
using Nexus.Workspaced.Logs;
using Nexus.Workspaced.Setup;

namespace Nexus.Workspaced.Source;

/// <summary>How a git command ended. <see cref="Error"/> is the end of what it said.</summary>
internal sealed record GitResult(int ExitCode, string Output, string Error)
{
    public bool IsSuccess => ExitCode == 0;

    /// <summary>The line that says why: the first that git calls fatal, which advice may follow.</summary>
    public string Reason
    {
        get
        {
            var lines = Error.Split('\n', '\r').Select(line => line.Trim()).Where(line => line.Length > 0).ToList();
            return lines.Find(line => line.StartsWith("fatal: ", StringComparison.Ordinal))?["fatal: ".Length..]
                ?? lines.LastOrDefault() ?? "no reason";
        }
    }
}

/// <summary>
/// git as the user, never asking anything, with only the network protocols we allow. What it says while it clones, or
/// when it fails at what must not, is in our own log.
/// </summary>
internal sealed class Git(string workspaceId, UserCommands commands, LogStore logs)
{
    private const int OutputLimit = 1024 * 1024;
    private const int NotFound = 127;
    private const int LinesLogged = 50;

    private static readonly string[] Protocols =
    [
        "-c", "protocol.allow=never", "-c", "protocol.https.allow=always", "-c", "protocol.ssh.allow=always",
        "-c", "protocol.git.allow=always",
    ];

    private static readonly Dictionary<string, string> Quiet = new(StringComparer.Ordinal)
    {
        ["GIT_TERMINAL_PROMPT"] = "0",
        ["GIT_ASKPASS"] = "",
        ["SSH_ASKPASS"] = "",
        ["GIT_SSH_COMMAND"] = "ssh -o BatchMode=yes -o StrictHostKeyChecking=accept-new -o ConnectTimeout=20",
        ["LC_ALL"] = "C",
    };

    public string WorkspaceId => workspaceId;

    /// <param name="allowsFiles">For a bundle, which is a file.</param>
    /// <param name="progress">Gets what git says while it says it.</param>
    /// <exception cref="NexusException"><c>source.no_git</c>.</exception>
    public async Task<GitResult> RunAsync(
        string directory, IReadOnlyList<string> arguments, CancellationToken cancellationToken,
        OutputSink? progress = null, bool allowsFiles = false)
    {
        string[] files = allowsFiles ? ["-c", "protocol.file.allow=always"] : [];
        var argv = new Argv("git", [.. Protocols, .. files, .. arguments]);
        var child = commands.Start(commands.Request(argv, Quiet, directory) with
        {
            Output = StdioTarget.Pipe,
            Error = StdioTarget.Pipe,
        });
        var output = new StringBuilder();
        var error = new StringBuilder();
        var code = await OutputPump.FollowAsync(child, KeepAsync, cancellationToken);
        var result = new GitResult(code, output.ToString(), error.ToString());
        if (progress is not null)
            Log(arguments, result);
        return code == NotFound ? throw SourceErrors.NoGit() : result;

        async ValueTask KeepAsync(FrameKind stream, ReadOnlyMemory<byte> bytes, CancellationToken token)
        {
            Append(stream is FrameKind.Stdout ? output : error, Encoding.UTF8.GetString(bytes.Span));
            if (progress is not null && stream is FrameKind.Stderr)
                await progress(stream, bytes, token);
        }
    }

    /// <returns>The trimmed output; null when git says no.</returns>
    public async Task<string?> TryAsync(
        string directory, CancellationToken cancellationToken, params IReadOnlyList<string> arguments)
    {
        var result = await RunAsync(directory, arguments, cancellationToken);
        return result.IsSuccess ? result.Output.Trim() : null;
    }

    /// <returns>The output, of an answer that must not be guessed.</returns>
    /// <exception cref="NexusException"><c>source.failed</c>.</exception>
    public async Task<string> DoAsync(
        string directory, CancellationToken cancellationToken, params IReadOnlyList<string> arguments)
    {
        var result = await RunAsync(directory, arguments, cancellationToken);
        if (result.IsSuccess)
            return result.Output;
        Log(arguments, result);
        var what = $"git {arguments[0]}";
        throw NoRoom(directory, what, result) ?? SourceErrors.Failed(workspaceId, what, result.Reason);
    }

    /// <returns>Null: it failed for another reason.</returns>
    public NexusException? NoRoom(string directory, string what, GitResult result) =>
        Room.IsMissing(directory, result.Error)
            ? SourceErrors.DiskFull(workspaceId, what, SourceUrl.Show(result.Reason))
            : null;

    /// <summary>Of a line that was drawn again and again, the last.</summary>
    private void Log(IReadOnlyList<string> arguments, GitResult result)
    {
        var lines = result.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.TrimEnd('\r').Split('\r')[^1])
            .TakeLast(LinesLogged)
            .Prepend($"$ git {string.Join(' ', arguments.Select(SourceUrl.Show))}");
        logs.Open(LogStore.Own).Append(
            LogStream.Stderr, Encoding.UTF8.GetBytes(string.Concat(lines.Select(line => $"{line}\n"))));
    }

    private static void Append(StringBuilder to, string text)
    {
        to.Append(text);
        if (to.Length > OutputLimit)
            to.Remove(0, to.Length - OutputLimit);
    }
}
