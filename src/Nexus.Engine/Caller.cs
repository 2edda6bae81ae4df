using System.Security.Claims;
using Nexus.Platform.Ledger;

namespace Nexus.Engine;

/// <summary>What the principal of a request may see.</summary>
internal static class Caller
{
    /// <summary>Role, and name of the policy that asks for it.</summary>
    public const string Admin = "admin";

    public static string Id(ClaimsPrincipal user) => user.FindFirst("user_id")?.Value ?? "";

    /// <summary>For people: what they call each other, where it is known.</summary>
    public static string Name(ClaimsPrincipal user) =>
        user.FindFirst("handle")?.Value is { Length: > 0 } handle ? handle
        : Id(user) is { Length: > 0 } id ? id
        : Admin;

    /// <summary>Administrators see everything, others what is theirs, someone without an id nothing.</summary>
    public static Scope ScopeOf(ClaimsPrincipal user) => user.IsInRole(Admin) ? Scope.All : Scope.Of(Id(user));
}
