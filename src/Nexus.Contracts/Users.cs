using System.Text.Json.Serialization;

namespace Nexus.Contracts;

/// <summary>Whether a user may come in.</summary>
[JsonConverter(typeof(SnakeCaseEnumConverter<UserStatus>))]
public enum UserStatus { Active, Invited, Revoked }

/// <summary>
/// Body of <c>POST /api/v1/users/register</c>: one's own key, or with an invitation as the bearer one's own start.
/// Registering again replaces the key.
/// </summary>
public sealed record RegisterUserRequest
{
    /// <summary>
    /// The caller's handle; null: the one of the token or invitation. Another's makes a user, for administrators.
    /// </summary>
    public string? GithubUsername { get; init; }

    public long? GithubId { get; init; }

    /// <summary>One OpenSSH public key line.</summary>
    public required string SshPubkey { get; init; }

    /// <summary>Refused when it is not the key's own.</summary>
    public string? SshPubkeyFingerprint { get; init; }
}

/// <summary>Body of <c>POST /api/v1/users</c>, for administrators.</summary>
public sealed record AddUserRequest
{
    public required string GithubUsername { get; init; }

    public long? GithubId { get; init; }

    /// <summary>One OpenSSH public key line; null: the user registers one.</summary>
    public string? SshPubkey { get; init; }
}

/// <summary>Body of <c>POST /api/v1/users/invitations</c>, for administrators.</summary>
public sealed record InviteUserRequest
{
    /// <summary>Null: who comes chooses the handle.</summary>
    public string? GithubUsername { get; init; }

    /// <summary>Seconds, 60 to 2592000 (30 days); null: seven days.</summary>
    public long? ExpiresIn { get; init; }
}

/// <summary>A single-use invitation, shown once.</summary>
/// <param name="Invitation">The bearer of one <c>POST /api/v1/users/register</c>.</param>
/// <param name="GithubUsername">Whom it lets in; null: anyone.</param>
/// <param name="ExpiresAt">From then on it is worth nothing.</param>
public sealed record InvitationView(string Invitation, string? GithubUsername, DateTimeOffset ExpiresAt);

/// <summary>An invitation that still lets someone in.</summary>
/// <param name="InvitationId">What it is called; nobody comes in with that.</param>
/// <param name="GithubUsername">Whom it lets in; null: anyone.</param>
/// <param name="ExpiresAt">From then on it is worth nothing.</param>
public sealed record OpenInvitationView(string InvitationId, string? GithubUsername, DateTimeOffset ExpiresAt);

/// <summary>A page of open invitations, in no order that says anything.</summary>
public sealed record OpenInvitationPage(IReadOnlyList<OpenInvitationView> Items, string? NextCursor);

/// <summary>A user as the API shows it.</summary>
public sealed record UserView
{
    public required string UserId { get; init; }

    public required string GithubUsername { get; init; }

    public long? GithubId { get; init; }

    public string? SshPubkey { get; init; }

    public string? SshPubkeyFingerprint { get; init; }

    public UserStatus Status { get; init; }

    /// <summary>Sees and touches everything.</summary>
    public bool IsAdmin { get; init; }

    public required DateTimeOffset RegisteredAt { get; init; }

    /// <summary>Ids.</summary>
    public required IReadOnlyList<string> Workspaces { get; init; }

    /// <summary>Only in the answer that made it; nobody can show it again.</summary>
    public string? ApiToken { get; init; }
}

/// <summary>A page of users, the oldest first.</summary>
public sealed record UserPage(IReadOnlyList<UserView> Items, string? NextCursor);
