using Nexus.Engine;

namespace Nexus.Workspaces.Users;

/// <summary>The person whose home this is, its administrator; known before the first request is taken.</summary>
public sealed class LocalOwner : IAdministrators
{
    public string UserId { get; set; } = "";

    public string Handle { get; set; } = "";

    public bool Has(string userId) => userId == UserId;
}
