using System.Globalization;
using Nexus.Processes;

namespace Nexus.Bench.Workspace;

/// <summary>A port of this machine behind which an sshd is, reached in the same way whatever is between.</summary>
internal sealed record SshTarget(string Name, int Port, string Key)
{
    /// <summary>Fixed, so that both sides do the same work, and the fastest, so that the way weighs the most.</summary>
    private const string Cipher = "aes128-gcm@openssh.com";

    public Argv Argv(params string[] command) => new("ssh", [.. Options, "dev@127.0.0.1", .. command]);

    /// <summary>With a terminal at the far end, as people have it; ssh sends without delay then.</summary>
    public Argv Interactive(params string[] command) => new("ssh", [.. Options, "-tt", "dev@127.0.0.1", .. command]);

    private string[] Options =>
    [
        "-F", "none", "-i", Key, "-p", Port.ToString(CultureInfo.InvariantCulture), "-c", Cipher,
        "-o", "IdentitiesOnly=yes", "-o", "BatchMode=yes", "-o", "LogLevel=ERROR", "-o", "ConnectTimeout=20",
        "-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null",
        "-o", "IgnoreUnknown=ObscureKeystrokeTiming", "-o", "ObscureKeystrokeTiming=no",
    ];
}
