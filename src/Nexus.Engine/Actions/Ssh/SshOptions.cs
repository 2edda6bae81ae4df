using Microsoft.Extensions.Options;

namespace Nexus.Engine.Actions.Ssh;

/// <summary>The <c>ssh</c> section of state/config.json: what <c>ssh.run</c> trusts.</summary>
public sealed record SshOptions
{
    public const string Section = "ssh";

    /// <summary>A file of host keys, as known_hosts is, for steps that bring none; null: there is none.</summary>
    public string? KnownHostsFile { get; init; }
}

internal sealed class SshOptionsValidator : IValidateOptions<SshOptions>
{
    public ValidateOptionsResult Validate(string? name, SshOptions options) =>
        options.KnownHostsFile is { } path && !Path.IsPathRooted(path)
            ? ValidateOptionsResult.Fail("ssh.knownHostsFile must be a whole path, as /etc/ssh/ssh_known_hosts is")
            : ValidateOptionsResult.Success;
}
