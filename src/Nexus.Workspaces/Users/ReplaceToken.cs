using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Nexus.Contracts;
using Nexus.Engine;
using Nexus.Engine.Events;
using Nexus.Platform.Ledger;
using Nexus.Workspaces.Idempotency;
using Nexus.Workspaces.Nodes;

namespace Nexus.Workspaces.Users;

/// <summary>
/// A person's own token in place of the one before, in two requests: POST makes the new one, DELETE, asked with that,
/// ends all others. So nobody is shut out by an answer that did not arrive.
/// </summary>
internal sealed class ReplaceToken(
    ILedger ledger, IEventIntake intake, UserStore users, LocalOwner owner, LiveRequests live, TimeProvider clock)
{
    private const int MostTokens = 500;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/users/token", MakeAsync).WithName("NewToken")
            .Note("A new token for the caller, once. The one it is asked with opens what it did until `DELETE`.",
                "user.not_you", "user.token_in_config");
        routes.MapDelete("/users/token", EndAsync).WithName("EndOtherTokens")
            .Note("Ends the caller's tokens, and what is open with them, but for the one it is asked with.",
                "user.not_you", "user.token_in_config");
    }

    private static async Task<Ok<UserView>> MakeAsync(
        ReplaceToken tokens, UserViews views, HttpContext context, CancellationToken cancellationToken)
    {
        var (user, token) = await tokens.NewAsync(context.User, Cause.Of(context), cancellationToken);
        return TypedResults.Ok(await views.OfAsync(user, token, cancellationToken));
    }

    private static async Task<Ok<UserView>> EndAsync(
        ReplaceToken tokens, UserViews views, HttpContext context, CancellationToken cancellationToken)
    {
        var user = await tokens.EndOthersAsync(context, Cause.Of(context), cancellationToken);
        return TypedResults.Ok(await views.OfAsync(user, token: null, cancellationToken));
    }

    /// <summary>Beside the one in use there is one other at most.</summary>
    private async Task<(User User, string Token)> NewAsync(
        ClaimsPrincipal principal, Cause cause, CancellationToken cancellationToken)
    {
        var (user, used) = await WhoAsync(principal, cancellationToken);
        var token = Credential.New(Credentials.TokenPrefix);
        var batch = new LedgerBatch(
            [UserRows.Event(clock, "xyn.user.token.created", user, cause)],
            [UserRows.Of(token, new ApiToken(user.Id, clock.GetUtcNow()))],
            await OthersAsync(user.Id, used, cancellationToken));
        await intake.EmitAsync(batch.ClaimedBy(cause), cancellationToken);
        return (user, token);
    }

    private async Task<User> EndOthersAsync(HttpContext context, Cause cause, CancellationToken cancellationToken)
    {
        var (user, used) = await WhoAsync(context.User, cancellationToken);
        var others = await OthersAsync(user.Id, used, cancellationToken);
        if (others.Length == 0)
        {
            await intake.KeepAsync(cause, new(UserRows.User, user.Id), cancellationToken);
            return user;
        }

        var told = UserRows.Event(clock, "xyn.user.token.revoked", user, cause);
        await intake.EmitAsync(new LedgerBatch([told], [], others).ClaimedBy(cause), cancellationToken);
        live.End(user.Id, except: context);
        return user;
    }

    /// <exception cref="NexusException"><c>user.token_in_config</c>, <c>user.not_you</c>.</exception>
    private async Task<(User User, string Used)> WhoAsync(
        ClaimsPrincipal principal, CancellationToken cancellationToken)
    {
        var id = Caller.Of(principal).UserId;
        if (id == owner.UserId || principal.FindFirst(UserAccess.TokenClaim)?.Value is not { } used)
            throw new NexusException(UserErrors.TokenInConfig);
        var user = await users.FindAsync(id, cancellationToken) ?? throw new NexusException(UserErrors.NotYou(id));
        return (user, used);
    }

    private async Task<StateRemoval[]> OthersAsync(string userId, string used, CancellationToken cancellationToken) =>
        [.. (await ledger.ListAsync(
                new(UserRows.Token, Scope.Of(userId)) { Limit = MostTokens }, cancellationToken))
            .Where(row => row.Id != used).Select(UserRows.End)];
}
