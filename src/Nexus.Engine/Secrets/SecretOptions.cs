namespace Nexus.Engine.Secrets;

/// <summary>The <c>secrets</c> section of state/config.json.</summary>
public sealed record SecretOptions
{
    public const string Section = "secrets";

    /// <summary>The administrator's keys, seen from the home; null: the server makes its own.</summary>
    public string? KeyFile { get; init; }

    /// <summary><c>file</c>, or <c>keyring</c>: the user keyring of Linux, of the user the server runs as.</summary>
    public string KeySource { get; init; } = "file";

    /// <summary>What the key is called in the keyring.</summary>
    public string KeyName { get; init; } = "nexus";

    /// <summary>Null: the key is in a file.</summary>
    /// <exception cref="InvalidDataException">What is set makes no sense.</exception>
    public string? Keyring() => (KeySource, KeyFile) switch
    {
        ("file", _) => null,
        ("keyring", null) when KeyName is { Length: > 0 and <= 200 } => KeyName,
        ("keyring", null) => throw new InvalidDataException("secrets.keyName must have 1 to 200 characters"),
        ("keyring", _) => throw new InvalidDataException("secrets.keyFile is of no use with a keyring: leave it out"),
        _ => throw new InvalidDataException($"secrets.keySource is '{KeySource}': use file or keyring"),
    };
}
