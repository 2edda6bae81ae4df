using Nexus.Contracts;
using Nexus.Processes;
using Nexus.Workspaced.Setup;

namespace Nexus.Workspaced.Ssh;

/// <summary>Who the environment is to an SSH client. The server keeps it, so it is the same after a rebuild.</summary>
internal sealed class HostKey(StateDirectory state, IProcessRunner processes)
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    public string PathOfFile { get; } = Path.Combine(state.Ssh, "host_ed25519");

    /// <param name="given">OpenSSH private key to use; null: the one there is, else a new one.</param>
    /// <returns>The private key, and its public line without comment.</returns>
    /// <exception cref="NexusException"><c>ssh.bad_host_key</c>, <c>ssh.no_server</c>.</exception>
    public async Task<(string Private, string Public)> EnsureAsync(string? given, CancellationToken cancellationToken)
    {
        if (given is not null)
            StateDirectory.Write(PathOfFile, given.EndsWith('\n') ? given : $"{given}\n", Private);
        else if (!File.Exists(PathOfFile))
            await RunAsync(cancellationToken, "-q", "-t", "ed25519", "-N", "", "-C", "nexus", "-f", PathOfFile);

        var line = await RunAsync(cancellationToken, "-y", "-f", PathOfFile);
        var words = line.Trim().Split(' ');
        return words.Length < 2
            ? throw SshErrors.BadHostKey("it is not an OpenSSH private key.")
            : (await File.ReadAllTextAsync(PathOfFile, cancellationToken), $"{words[0]} {words[1]}");
    }

    private async Task<string> RunAsync(CancellationToken cancellationToken, params IReadOnlyList<string> arguments)
    {
        var result = await processes.RunAsync(new(new Argv("ssh-keygen", arguments)), cancellationToken);
        return result switch
        {
            { Outcome: ProcessOutcome.ProgramMissing } => throw SshErrors.NoServer(result.Error),
            { IsSuccess: true } => result.Output,
            _ => throw SshErrors.BadHostKey(result.Error.Trim()),
        };
    }
}
