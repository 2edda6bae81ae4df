using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Nexus.Contracts;
using Nexus.Workspaces.Lifecycle;

namespace Nexus.Workspaces.Users;

/// <summary>
/// POST /api/v1/users/register: the caller's SSH key. Every workspace of theirs gets it within seconds.
/// </summary>
internal static class RegisterUser
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/users/register", HandleAsync).WithName(nameof(RegisterUser));

    private static async Task<Ok<UserView>> HandleAsync(
        RegisterUserRequest request, UserStore users, WorkspaceStore workspaces, HttpContext context,
        CancellationToken cancellationToken)
    {
        var caller = Caller.Of(context.User);
        var user = await users.FindAsync(caller.UserId, cancellationToken)
            ?? throw new NexusException(UserErrors.NotYou(caller.UserId));
        if (request.GithubUsername is { } handle && handle != user.Handle)
            throw new NexusException(UserErrors.NotYou(handle));

        var key = SshKey.Parse(request.SshPubkey);
        if (request.SshPubkeyFingerprint is { } sent && sent != key.Fingerprint)
            throw new NexusException(UserErrors.WrongFingerprint(key.Fingerprint));

        var saved = await users.SetKeyAsync(
            user.Id, key, request.GithubId, Cause.Of(context), cancellationToken);
        var owned = await workspaces.ListOfAsync(user.Id, cancellationToken);
        return TypedResults.Ok(saved.ToView([.. owned.Select(stored => stored.Workspace.Id)]));
    }
}
