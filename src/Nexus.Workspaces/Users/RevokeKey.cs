using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Nexus.Contracts;
using Nexus.Engine;

namespace Nexus.Workspaces.Users;

/// <summary>
/// DELETE /api/v1/users/key: the caller's SSH key opens nothing any more, within seconds also running workspaces.
/// </summary>
internal static class RevokeKey
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapDelete("/users/key", HandleAsync).WithName(nameof(RevokeKey))
            .Note("Takes the caller's SSH key away: it opens nothing any more.", "user.not_you");

    private static async Task<Ok<UserView>> HandleAsync(
        UserStore users, UserViews views, HttpContext context, CancellationToken cancellationToken)
    {
        var user = await users.RevokeKeyAsync(
            Caller.Of(context.User).UserId, Cause.Of(context), cancellationToken);
        return TypedResults.Ok(await views.OfAsync(user, token: null, cancellationToken));
    }
}
