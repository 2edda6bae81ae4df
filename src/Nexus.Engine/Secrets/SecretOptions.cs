namespace Nexus.Engine.Secrets;

/// <summary>The <c>secrets</c> section of state/config.json.</summary>
public sealed record SecretOptions
{
    public const string Section = "secrets";

    /// <summary>The administrator's keys, seen from the home; null: the server makes its own.</summary>
    public string? KeyFile { get; init; }
}
