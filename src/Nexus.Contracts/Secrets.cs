namespace Nexus.Contracts;

/// <summary>What is known of a secret. Its value is in no answer.</summary>
public sealed record SecretView
{
    /// <summary>
    /// <c>sys/ENV/providers/NAME</c>, <c>sys/ENV/integrations/NAME</c>, <c>team/TEAM/NAME</c> or
    /// <c>user/USER/NAME</c>.
    /// </summary>
    public required string Path { get; init; }

    /// <summary>How often it was put.</summary>
    public required int Version { get; init; }

    /// <summary>Null: not known, it comes from a variable of the server.</summary>
    public DateTimeOffset? UpdatedAt { get; init; }

    /// <summary>A principal's id; null: not known.</summary>
    public string? UpdatedBy { get; init; }

    /// <summary><c>file</c>: sealed in the home; <c>environment</c>: a variable of the server.</summary>
    public required string Backend { get; init; }
}

/// <summary>By path.</summary>
public sealed record SecretPage(IReadOnlyList<SecretView> Items, string? NextCursor);

/// <summary>Body of <c>PUT /secrets/{path}</c>.</summary>
/// <param name="Value">Text of 8 characters to 64 KiB.</param>
public sealed record SecretPutRequest(string Value);

/// <summary>Answer of <c>POST /secrets/rekey</c>.</summary>
/// <param name="Count">How many secrets were sealed anew.</param>
public sealed record RekeyView(int Count);
