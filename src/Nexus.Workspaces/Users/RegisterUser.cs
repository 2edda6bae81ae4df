using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Nexus.Contracts;
using Nexus.Engine;

namespace Nexus.Workspaces.Users;

/// <summary>
/// POST /api/v1/users/register: the caller's SSH key, which every workspace of theirs gets within seconds. An
/// invitation makes its bearer a user, an administrator makes someone else one; both answers have a token.
/// </summary>
internal static class RegisterUser
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/users/register", HandleAsync)
            .WithName(nameof(RegisterUser)).RequireAuthorization(UserAccess.Register)
            .Note("Registers the caller's SSH key. Who is new, invited or added, gets `api_token`.",
                "user.bad_handle", "user.bad_invitation", "user.bad_key", "user.handle_taken", "user.not_you",
                "user.wrong_fingerprint");

    private static async Task<Ok<UserView>> HandleAsync(
        RegisterUserRequest request, UserStore users, Admissions admissions, UserViews views, HttpContext context,
        CancellationToken cancellationToken)
    {
        var key = SshKey.Parse(request.SshPubkey);
        if (request.SshPubkeyFingerprint is { } sent && sent != key.Fingerprint)
            throw new NexusException(UserErrors.WrongFingerprint(key.Fingerprint));

        var newcomer = new Newcomer(request.GithubUsername, request.GithubId, key);
        if (context.User.FindFirst(UserAccess.InvitationClaim)?.Value is { } invitation)
        {
            var (redeemed, token) = await admissions.RedeemAsync(
                invitation, newcomer, Cause.Of(context), cancellationToken);
            return TypedResults.Ok(await views.OfAsync(redeemed, token, cancellationToken));
        }

        var caller = Caller.Of(context.User);
        var user = await users.FindAsync(caller.UserId, cancellationToken)
            ?? throw new NexusException(UserErrors.NotYou(caller.UserId));
        if (request.GithubUsername is { } handle && !Handle.IsSame(handle, user.Handle))
        {
            if (!caller.IsAdmin)
                throw new NexusException(UserErrors.NotYou(handle));
            var (added, token) = await admissions.AddAsync(newcomer, Cause.Of(context), cancellationToken);
            return TypedResults.Ok(await views.OfAsync(added, token, cancellationToken));
        }

        var saved = await users.SetKeyAsync(user.Id, key, request.GithubId, Cause.Of(context), cancellationToken);
        return TypedResults.Ok(await views.OfAsync(saved, token: null, cancellationToken));
    }
}
