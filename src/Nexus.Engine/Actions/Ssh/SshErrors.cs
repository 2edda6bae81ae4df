using Nexus.Contracts;

namespace Nexus.Engine.Actions.Ssh;

/// <summary>Why a command is not run on another machine, or fails there.</summary>
internal static class SshErrors
{
    public static NexusError BadCall(string why) =>
        new("ssh.bad_call", $"The command cannot be run: {why}.", "Mend the step's inputs; nothing was run.");

    /// <param name="path">Of the secret that stands in.</param>
    /// <param name="why">It does not.</param>
    public static NexusError NoKey(string path, NexusError why) =>
        new("ssh.bad_call", $"The command cannot be run: it brings no key. {why.Message}",
            $"Give the step 'key', a secret, or make the one of ssh.keyPath: nexus secret set {path}.");

    public static NexusError NoKnownHosts(string host) =>
        new("ssh.no_known_hosts", $"Nothing says which key {host} has.",
            "Give the step 'known_hosts' (from 'ssh-keyscan', compared with the machine's own), or have an "
                + "administrator set ssh.knownHostsFile.");

    public static NexusError UnknownHost(string host) =>
        new("ssh.unknown_host", $"{host} does not show a key that is known of it; nothing was run.",
            "Compare the machine's own keys with the step's 'known_hosts', and correct those.");

    public static NexusError Refused(string host, string user) =>
        new("ssh.refused", $"{host} does not let {user} in with this key.",
            "Add the public half of the step's key to the user's authorized_keys there.");

    public static NexusError Failed(string host, string why) =>
        new("ssh.failed", $"{host} cannot be reached, or was lost: {why.TrimEnd('.')}.",
            "Check its address, and that it can be reached from the server; give the step a retry.");

    public static NexusError ExitCode(string host, int code, string output, string error) =>
        new("ssh.exit_code", $"The command on {host} exited with {code}.",
            "See what it printed in the details; name the codes that are no failure in 'expect'.")
        {
            Details = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["exit_code"] = $"{code}",
                ["stdout"] = output,
                ["stderr"] = error,
            },
        };

    public static NexusError NoProgram() =>
        new("ssh.program_missing", "There is no ssh on this server's machine.",
            "Install the OpenSSH client there (apt install openssh-client).");
}
