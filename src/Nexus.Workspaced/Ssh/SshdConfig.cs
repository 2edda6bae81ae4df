using System.Text;

namespace Nexus.Workspaced.Ssh;

/// <summary>What the text of <c>sshd_config</c> depends on.</summary>
internal sealed record SshdConfig
{
    public required string HostKey { get; init; }

    public required string AuthorizedKeys { get; init; }

    public required string User { get; init; }

    /// <summary>Without being root everything belongs to strangers, and sshd would distrust all of it.</summary>
    public required bool ChecksOwners { get; init; }

    public required IReadOnlyDictionary<string, string> Environment { get; init; }

    public string ToText() => $"""
        HostKey {HostKey}
        AuthorizedKeysFile {AuthorizedKeys} .ssh/authorized_keys
        AllowUsers {User}
        PermitRootLogin no
        PubkeyAuthentication yes
        PasswordAuthentication no
        KbdInteractiveAuthentication no
        UsePAM no
        StrictModes {(ChecksOwners ? "yes" : "no")}
        LoginGraceTime 30
        ClientAliveInterval 30
        ClientAliveCountMax 4
        MaxStartups 64
        MaxSessions 64
        AllowTcpForwarding yes
        AllowStreamLocalForwarding yes
        AllowAgentForwarding yes
        GatewayPorts no
        X11Forwarding no
        UseDNS no
        PrintMotd no
        PidFile none
        LogLevel INFO
        Subsystem sftp internal-sftp
        AcceptEnv LANG LC_* COLORTERM
        {SetEnv()}
        """;

    /// <summary>One line: of several only the first counts.</summary>
    private string SetEnv()
    {
        var line = new StringBuilder("SetEnv");
        foreach (var (name, value) in Environment.OrderBy(variable => variable.Key, StringComparer.Ordinal))
        {
            if (name is not ("HOME" or "USER" or "LOGNAME" or "SHELL") && !value.Any(char.IsControl))
                line.Append(" \"").Append(name).Append('=').Append(Quoted(value)).Append('"');
        }

        return line.ToString();
    }

    private static string Quoted(string value) =>
        value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);
}
