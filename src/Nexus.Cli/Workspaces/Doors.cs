using System.Globalization;
using Nexus.Cli.Keys;
using Nexus.Cli.Talk;
using Nexus.Contracts;

namespace Nexus.Cli.Workspaces;

/// <summary>The ways into a workspace, as texts to copy and as arguments to run.</summary>
/// <param name="workspace">Its port is leased.</param>
/// <param name="identity">The key ssh must be told about; null when there is none.</param>
/// <param name="knownHosts">A file that holds the workspace's host key; null when the key is not known.</param>
internal sealed class Doors(WorkspaceView workspace, SshIdentity? identity, string? knownHosts)
{
    private const string Repository = "/home/dev/workspace";

    public bool IsOpen => workspace.Ssh.Port is not null;

    private string Port => (workspace.Ssh.Port ?? 0).ToString(CultureInfo.InvariantCulture);

    private string Target => $"{workspace.Ssh.User}@{workspace.Ssh.Host}";

    /// <summary>One line for any shell; the host key is checked against the one the server vouches for.</summary>
    public string SshCommand => $"ssh {string.Join(' ', SshArguments.Select(Shell.Quoted))}";

    public string CursorLink =>
        $"cursor://ssh/remote?host={workspace.Ssh.Host}&port={Port}&user={workspace.Ssh.User}&path={Repository}";

    public string VsCodeLink => $"vscode://vscode-remote/ssh-remote+{Target}:{Port}{Repository}";

    /// <summary>For <c>~/.ssh/config</c>; the alias keeps the host key valid when the port changes.</summary>
    public string SshConfig => string.Join('\n', new[]
    {
        $"Host nexus-{workspace.WorkspaceName}",
        $"  HostName {workspace.Ssh.Host}",
        $"  Port {Port}",
        $"  User {workspace.Ssh.User}",
        $"  HostKeyAlias {workspace.WorkspaceId}",
        identity is null ? null : $"  IdentityFile {InConfig(identity.File)}",
        identity is { IsChosen: true } ? "  IdentitiesOnly yes" : null,
        knownHosts is null ? null : $"  UserKnownHostsFile {InConfig(knownHosts)}\n  StrictHostKeyChecking yes",
    }.OfType<string>());

    public IReadOnlyList<string> SshArguments =>
    [
        "-p", Port,
        .. identity is null ? (string[])[] : ["-i", identity.File],
        .. identity is { IsChosen: true } ? (string[])["-o", "IdentitiesOnly=yes"] : [],
        "-o", $"HostKeyAlias={workspace.WorkspaceId}",
        .. knownHosts is null
            ? (string[])[]
            : ["-o", $"UserKnownHostsFile={InConfig(knownHosts)}", "-o", "StrictHostKeyChecking=yes"],
        Target,
    ];

    /// <summary>As ssh_config(5) reads a file name: a list of words, with % for tokens.</summary>
    private static string InConfig(string path)
    {
        var text = path.Replace("%", "%%", StringComparison.Ordinal);
        return text.Contains(' ', StringComparison.Ordinal) ? $"\"{text}\"" : text;
    }
}
