using Microsoft.Extensions.Options;

namespace Nexus.Workspaces.Lifecycle;

/// <summary>The <c>limits</c> section of state/config.json. Administrators are not limited.</summary>
public sealed record LimitOptions
{
    public const string Section = "limits";

    /// <summary>Workspaces that one user may have.</summary>
    public int WorkspacesPerUser { get; init; } = 20;
}

internal sealed class LimitOptionsValidator : IValidateOptions<LimitOptions>
{
    public ValidateOptionsResult Validate(string? name, LimitOptions options) =>
        options.WorkspacesPerUser > 0
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail("limits.workspacesPerUser must be at least 1");
}
