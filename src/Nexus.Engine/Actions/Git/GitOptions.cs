using Microsoft.Extensions.Options;

namespace Nexus.Engine.Actions.Git;

/// <summary>The <c>git</c> section of state/config.json: what <c>git.repo.clone</c> trusts.</summary>
public sealed record GitOptions
{
    public const string Section = "git";

    /// <summary>A file of certificates, PEM, that servers may be vouched for by; null: those of the machine.</summary>
    public string? CaFile { get; init; }
}

internal sealed class GitOptionsValidator : IValidateOptions<GitOptions>
{
    public ValidateOptionsResult Validate(string? name, GitOptions options) =>
        options.CaFile is { } path && !Path.IsPathRooted(path)
            ? ValidateOptionsResult.Fail("git.caFile must be a whole path, as /etc/ssl/certs/ca-certificates.crt is")
            : ValidateOptionsResult.Success;
}
