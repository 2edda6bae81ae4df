using Nexus.Contracts;
using Nexus.Platform.Secrets;

namespace Nexus.Engine.Actions.Ssh;

/// <summary>The <c>ssh</c> section of state/config.json: what <c>ssh.run</c> trusts.</summary>
public sealed record SshOptions
{
    public const string Section = "ssh";

    /// <summary>A file of host keys, as known_hosts is, for steps that bring none; null: there is none.</summary>
    public string? KnownHostsFile { get; init; }

    /// <summary>Who runs it, for steps that name nobody; null: whoever the server runs as.</summary>
    public string? User { get; init; }

    /// <summary>
    /// Path of the secret that is the private key, for steps that bring none: as seen by the owner of the run, so that
    /// <c>user/me/...</c> is everybody's own, and one of the system opens nothing to ordinary users.
    /// </summary>
    public string KeyPath { get; init; } = "user/me/ssh";
}

internal sealed class SshOptionsValidator : EveryProblem<SshOptions>
{
    protected override IEnumerable<string> Problems(SshOptions options)
    {
        if (options.KnownHostsFile is { } path && !Path.IsPathRooted(path))
            yield return "ssh.knownHostsFile must be a whole path, as /etc/ssh/ssh_known_hosts is";
        if (options.User is { } user && !SshAsk.IsUser(user))
            yield return "ssh.user must be a user's name";
        if (!IsPath(options.KeyPath))
            yield return "ssh.keyPath must be the path of a secret, as sys/integrations/ssh or user/me/ssh is";
    }

    private static bool IsPath(string text)
    {
        try
        {
            SecretPath.Parse(text, envId: "", me: "me");
            return true;
        }
        catch (NexusException)
        {
            return false;
        }
    }
}
