using System.Text.Json.Serialization;
using Nexus.Contracts;

namespace Nexus.Workspaces.Users;

/// <summary>A person who owns workspaces.</summary>
public sealed record User
{
    public required string Id { get; init; }

    /// <summary>GitHub handle, or the login name of the local owner.</summary>
    public required string Handle { get; init; }

    public long? GithubId { get; init; }

    public UserStatus Status { get; init; }

    /// <summary>OpenSSH public key line; null until one is registered.</summary>
    public string? SshPubkey { get; init; }

    public string? SshPubkeyFingerprint { get; init; }

    /// <summary>Hash of the invitation that waits to be used.</summary>
    public string? Invitation { get; init; }

    public required DateTimeOffset RegisteredAt { get; init; }

    /// <summary>With this key instead of the one before; null: with the one before.</summary>
    internal User With(SshKey? key) =>
        key is null ? this : this with { SshPubkey = key.Line, SshPubkeyFingerprint = key.Fingerprint };

    internal User WithoutKey() => this with { SshPubkey = null, SshPubkeyFingerprint = null };
}

/// <summary>What lets a user in, by its hash.</summary>
/// <param name="UserId">Whom.</param>
/// <param name="CreatedAt">When it was shown.</param>
internal sealed record ApiToken(string UserId, DateTimeOffset CreatedAt);

/// <summary>What lets someone become a user once, by its hash.</summary>
/// <param name="UserId">Who was invited; null: anyone.</param>
/// <param name="ExpiresAt">From then on it is worth nothing.</param>
/// <param name="IsUsed">It lets nobody in; who asks again with the same key hears so.</param>
internal sealed record Invitation(string? UserId, DateTimeOffset ExpiresAt, bool IsUsed = false);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(User))]
[JsonSerializable(typeof(ApiToken))]
[JsonSerializable(typeof(Invitation))]
internal sealed partial class UserJson : JsonSerializerContext;
