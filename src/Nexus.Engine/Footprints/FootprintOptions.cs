using Microsoft.Extensions.Options;

namespace Nexus.Engine.Footprints;

/// <summary>The <c>footprints</c> section of state/config.json.</summary>
public sealed record FootprintOptions
{
    public const string Section = "footprints";

    /// <summary>How long single footprints are kept; their hourly sums stay for ever.</summary>
    public TimeSpan Keep { get; init; } = TimeSpan.FromDays(60);
}

internal sealed class FootprintOptionsValidator : IValidateOptions<FootprintOptions>
{
    private static readonly TimeSpan Least = TimeSpan.FromHours(1);

    public ValidateOptionsResult Validate(string? name, FootprintOptions options) => options.Keep >= Least
        ? ValidateOptionsResult.Success
        : ValidateOptionsResult.Fail("footprints.keep must be at least an hour");
}
