using Nexus.Contracts;
using Nexus.Processes;
using Nexus.Workspaced.Setup;

namespace Nexus.Workspaced.Ssh;

/// <summary>The configuration of every <c>sshd -i</c>. Nothing listens: each connection starts its own.</summary>
internal sealed class SshServer(StateDirectory state, HostKey hostKey, AuthorizedKeys keys, IProcessRunner processes)
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    public string ConfigurationFile { get; } = Path.Combine(state.Ssh, "sshd_config");

    /// <exception cref="NexusException"><c>ssh.no_server</c>.</exception>
    public static string Program =>
        ProgramPath.Find("sshd", $"/usr/sbin:{ProgramPath.Default}") ?? throw SshErrors.NoServer("sshd is not there");

    /// <summary>sshd locks itself into it at first. <c>/run</c> may be empty after a restart.</summary>
    public static void MakeRunDirectory()
    {
        if (Environment.IsPrivilegedProcess)
            Directory.CreateDirectory("/run/sshd");
    }

    /// <exception cref="NexusException"><c>ssh.no_server</c>, <c>ssh.bad_configuration</c>.</exception>
    public async Task ConfigureAsync(UserAccount user, Variables variables, CancellationToken cancellationToken)
    {
        MakeRunDirectory();
        var text = new SshdConfig
        {
            HostKey = hostKey.PathOfFile,
            AuthorizedKeys = keys.PathOfFile,
            User = user.Name,
            ChecksOwners = Environment.IsPrivilegedProcess,
            Environment = variables.All,
        }.ToText();
        var aside = $"{ConfigurationFile}.next";
        StateDirectory.Write(aside, text, Private);
        var check = await processes.RunAsync(new(new Argv(Program, "-t", "-f", aside)), cancellationToken);
        if (!check.IsSuccess)
            throw SshErrors.BadConfiguration(check.Error.Trim());
        File.Move(aside, ConfigurationFile, overwrite: true);
    }
}
