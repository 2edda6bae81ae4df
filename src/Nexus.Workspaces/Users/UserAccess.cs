using Nexus.Contracts;

namespace Nexus.Workspaces.Users;

/// <summary>Who may become a user; the server maps the policy.</summary>
public static class UserAccess
{
    /// <summary>Policy: a user, or someone invited.</summary>
    public const string Register = "register";

    /// <summary>Role of an invitation.</summary>
    public const string Invited = "invited";

    /// <summary>Claim with the invitation itself, to be used up.</summary>
    public const string InvitationClaim = "invitation";

    /// <summary>Claim with the hash of the token a user came with.</summary>
    public const string TokenClaim = "token";

    /// <summary>What someone hears whose invitation is worth nothing.</summary>
    public static NexusError BadInvitation => UserErrors.BadInvitation;
}
