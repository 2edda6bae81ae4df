namespace Nexus.Contracts;

/// <summary>Body of <c>POST /api/v1/users/register</c>. Registering again replaces the key.</summary>
public sealed record RegisterUserRequest
{
    /// <summary>The caller's handle; null: the login name of the local owner.</summary>
    public string? GithubUsername { get; init; }

    public long? GithubId { get; init; }

    /// <summary>One OpenSSH public key line.</summary>
    public required string SshPubkey { get; init; }

    /// <summary>Refused when it is not the key's own.</summary>
    public string? SshPubkeyFingerprint { get; init; }
}

/// <summary>A user as the API shows it.</summary>
public sealed record UserView
{
    public required string UserId { get; init; }

    public required string GithubUsername { get; init; }

    public long? GithubId { get; init; }

    public string? SshPubkeyFingerprint { get; init; }

    public required DateTimeOffset RegisteredAt { get; init; }

    /// <summary>Ids.</summary>
    public required IReadOnlyList<string> Workspaces { get; init; }
}
