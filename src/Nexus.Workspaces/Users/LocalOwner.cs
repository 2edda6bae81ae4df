namespace Nexus.Workspaces.Users;

/// <summary>The person whose home this is, its administrator; known before the first request is taken.</summary>
public sealed class LocalOwner
{
    public string UserId { get; set; } = "";
}
