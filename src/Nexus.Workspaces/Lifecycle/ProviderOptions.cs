using Microsoft.Extensions.Options;

namespace Nexus.Workspaces.Lifecycle;

/// <summary>The <c>providers</c> section of state/config.json.</summary>
public sealed record ProviderOptions
{
    public const string Section = "providers";

    /// <summary>For workspaces that do not choose; null: the first that answers of docker, lxc and process.</summary>
    public string? Default { get; init; }
}

internal sealed class ProviderOptionsValidator : IValidateOptions<ProviderOptions>
{
    public ValidateOptionsResult Validate(string? name, ProviderOptions options) =>
        options.Default is null || Spec.ProviderNames.All.Contains(options.Default, StringComparer.Ordinal)
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail($"providers.default is '{options.Default}': use docker, lxc, process or qemu");
}
