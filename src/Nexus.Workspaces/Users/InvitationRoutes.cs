using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Nexus.Contracts;
using Nexus.Engine;
using Nexus.Workspaces.Nodes;

namespace Nexus.Workspaces.Users;

/// <summary>How administrators let people in, look who may still come, and change their mind.</summary>
internal static class InvitationRoutes
{
    private const long ShortestLife = 60;
    private const long LongestLife = 30 * 24 * 3600;
    private const long UsualLife = 7 * 24 * 3600;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/users/invitations", InviteAsync).WithName("InviteUser").RequireAuthorization(NodeAccess.Admin)
            .Note("An invitation that lets one person in, once.",
                "user.bad_expiry", "user.bad_handle", "user.handle_taken");
        routes.MapGet("/users/invitations", ListAsync).WithName("ListInvitations")
            .RequireAuthorization(NodeAccess.Admin)
            .Note("Invitations that nobody used and that have not expired. None lets in by its id.");
        routes.MapDelete("/users/invitations/{id}", WithdrawAsync).WithName("WithdrawInvitation")
            .RequireAuthorization(NodeAccess.Admin)
            .Note("Takes an invitation back. One for a handle frees that too.", "user.no_invitation");
    }

    private static async Task<Ok<InvitationView>> InviteAsync(
        InviteUserRequest? request, Invitations invitations, HttpContext context, CancellationToken cancellationToken)
    {
        var seconds = request?.ExpiresIn ?? UsualLife;
        if (seconds is < ShortestLife or > LongestLife)
            throw new NexusException(UserErrors.BadExpiry(seconds));
        return TypedResults.Ok(await invitations.MakeAsync(
            request?.GithubUsername, TimeSpan.FromSeconds(seconds), Cause.Of(context), cancellationToken));
    }

    private static async Task<Ok<OpenInvitationPage>> ListAsync(
        OpenInvitations invitations, string? cursor, int? limit, CancellationToken cancellationToken) =>
        TypedResults.Ok(await invitations.ListAsync(
            Paging.After(cursor, Credential.IsHash), Paging.Limit(limit), cancellationToken));

    private static async Task<Ok<OpenInvitationView>> WithdrawAsync(
        string id, OpenInvitations invitations, HttpContext context, CancellationToken cancellationToken) =>
        TypedResults.Ok(await invitations.WithdrawAsync(id, Cause.Of(context), cancellationToken));
}
