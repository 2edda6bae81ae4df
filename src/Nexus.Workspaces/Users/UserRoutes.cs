using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Nexus.Contracts;
using Nexus.Engine;
using Nexus.Workspaces.Nodes;

namespace Nexus.Workspaces.Users;

/// <summary>Who the users are, and what administrators do with them.</summary>
internal static class UserRoutes
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        RegisterUser.Map(routes);
        RevokeKey.Map(routes);
        ReplaceToken.Map(routes);
        InvitationRoutes.Map(routes);
        routes.MapGet("/users/me", ShowMeAsync).WithName("ShowMe")
            .Note("The caller.", "user.not_found");
        routes.MapGet("/users", ListAsync).WithName("ListUsers").RequireAuthorization(NodeAccess.Admin)
            .Note("Users, the oldest first.");
        routes.MapPost("/users", AddAsync).WithName("AddUser").RequireAuthorization(NodeAccess.Admin)
            .Note("Adds a user; the answer has `api_token`, once.",
                "user.bad_handle", "user.bad_key", "user.handle_taken");
        routes.MapDelete("/users/{id}", RevokeAsync).WithName("RevokeUser").RequireAuthorization(NodeAccess.Admin)
            .Note("Ends a user's tokens, key, invitation and open streams; workspaces stay. `{id}` may be a handle.",
                "user.last_admin", "user.not_found");
    }

    private static async Task<Ok<UserView>> ShowMeAsync(
        UserStore users, UserViews views, HttpContext context, CancellationToken cancellationToken)
    {
        var user = await users.GetAsync(Caller.Of(context.User).UserId, cancellationToken);
        return TypedResults.Ok(await views.OfAsync(user, token: null, cancellationToken));
    }

    private static async Task<Ok<UserPage>> ListAsync(
        UserStore users, UserViews views, string? cursor, int? limit, CancellationToken cancellationToken)
    {
        var size = Math.Clamp(limit ?? 50, 1, 500);
        var page = await users.ListAsync(cursor, size + 1, cancellationToken);
        var shown = new List<UserView>();
        foreach (var user in page.Take(size))
            shown.Add(await views.OfAsync(user, token: null, cancellationToken));
        return TypedResults.Ok(new UserPage(shown, page.Count > size ? page[size - 1].Id : null));
    }

    private static async Task<Ok<UserView>> AddAsync(
        AddUserRequest request, Admissions admissions, UserViews views, HttpContext context,
        CancellationToken cancellationToken)
    {
        var key = request.SshPubkey is { } line ? SshKey.Parse(line) : null;
        var (user, token) = await admissions.AddAsync(
            new(request.GithubUsername, request.GithubId, key), Cause.Of(context), cancellationToken);
        return TypedResults.Ok(await views.OfAsync(user, token, cancellationToken));
    }

    private static async Task<Ok<UserView>> RevokeAsync(
        string id, UserStore users, Expulsion expulsion, UserViews views, HttpContext context,
        CancellationToken cancellationToken)
    {
        var user = await users.GetAsync(id, cancellationToken);
        var revoked = await expulsion.RevokeAsync(user, Cause.Of(context), cancellationToken);
        return TypedResults.Ok(await views.OfAsync(revoked, token: null, cancellationToken));
    }
}
