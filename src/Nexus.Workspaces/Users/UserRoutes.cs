using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Nexus.Contracts;
using Nexus.Engine;
using Nexus.Platform;
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
        var size = Paging.Limit(limit);
        var after = Paging.After(cursor, one => Ids.IsOne("user", one));
        var (page, next) = Paging.Cut(
            await users.ListAsync(after, size + 1, cancellationToken), size, user => user.Id);
        var shown = new List<UserView>();
        foreach (var user in page)
            shown.Add(await views.OfAsync(user, token: null, cancellationToken));
        return TypedResults.Ok(new UserPage(shown, next));
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
