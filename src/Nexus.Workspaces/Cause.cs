using System.Security.Claims;
using Microsoft.AspNetCore.Http;
using Nexus.Engine.Runs;
using Nexus.Platform.Ledger;
using Claim = Nexus.Workspaces.Idempotency.Claim;

namespace Nexus.Workspaces;

/// <summary>Who changes something, and on whose errand: written into the event that tells of it.</summary>
public sealed record Cause(string Actor, string CorrelationId, Guid? RunId = null, Guid? StepId = null)
{
    /// <summary>Of a request with a key; recorded with what it changes.</summary>
    public Claim? Claim { get; init; }

    /// <summary>What the server does on its own account.</summary>
    public static Cause System(string correlationId) => new("system", correlationId);

    public static Cause Of(StepContext step) => new(step.Actor, step.CorrelationId, step.RunId, step.StepId);

    public static Cause Of(HttpContext context) => new(Caller.Of(context.User).UserId, context.TraceIdentifier)
    {
        Claim = context.Features.Get<Claim>(),
    };
}

/// <summary>The principal of a request.</summary>
/// <param name="UserId"><c>user-...</c>.</param>
/// <param name="IsAdmin">Sees and touches everything.</param>
public sealed record Caller(string UserId, bool IsAdmin)
{
    public const string UserIdClaim = "user_id";

    /// <summary>By which people know them.</summary>
    public const string HandleClaim = "handle";

    public const string AdminRole = "admin";

    /// <summary>What the caller may see.</summary>
    public Scope Scope => IsAdmin ? Scope.All : Scope.Of(UserId);

    public static Caller Of(ClaimsPrincipal user) =>
        new(user.FindFirst(UserIdClaim)?.Value ?? "", user.IsInRole(AdminRole));
}
