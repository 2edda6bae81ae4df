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

    /// <summary>OpenSSH public key line; null until one is registered.</summary>
    public string? SshPubkey { get; init; }

    public string? SshPubkeyFingerprint { get; init; }

    public required DateTimeOffset RegisteredAt { get; init; }

    public UserView ToView(IReadOnlyList<string> workspaces) => new()
    {
        UserId = Id,
        GithubUsername = Handle,
        GithubId = GithubId,
        SshPubkeyFingerprint = SshPubkeyFingerprint,
        RegisteredAt = RegisteredAt,
        Workspaces = workspaces,
    };
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(User))]
internal sealed partial class UserJson : JsonSerializerContext;
