using System.Security.Claims;
using Nexus.Platform.Ledger;

namespace Nexus.Engine;

/// <summary>What the principal of a request may see.</summary>
internal static class Caller
{
    public static string Id(ClaimsPrincipal user) => user.FindFirst("user_id")?.Value ?? "";

    /// <summary>Administrators see everything, others what is theirs, someone without an id nothing.</summary>
    public static Scope ScopeOf(ClaimsPrincipal user) => user.IsInRole("admin") ? Scope.All : Scope.Of(Id(user));
}
