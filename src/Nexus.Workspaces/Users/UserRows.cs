using System.Text.Json;
using System.Text.Json.Nodes;
using Nexus.Platform.Ledger;
using Nexus.Workspaces.Nodes;

namespace Nexus.Workspaces.Users;

/// <summary>
/// Users, tokens and invitations as rows of the ledger. A user's row is named by the handle in lower case, so that two
/// who differ in case alone cannot be; tokens and invitations have their hash for an id.
/// </summary>
internal static class UserRows
{
    public const string User = "user";
    public const string Token = "api_token";
    public const string Invitation = "invitation";

    /// <summary>Rows of users belong to the server: nobody lists others.</summary>
    private const string RowOwner = "system";

    public static string NameOf(string handle) => handle.ToLowerInvariant();

    public static StateRow Of(User user, StateRow? before = null) => new(
        User, user.Id, before?.Name ?? NameOf(user.Handle), RowOwner, (before?.Version ?? 0) + 1,
        JsonSerializer.Serialize(user, UserJson.Default.User));

    /// <summary>The user owns the row, so that all of a user's can be listed.</summary>
    public static StateRow Of(string token, ApiToken stored) => new(
        Token, Credential.Hash(token), "", stored.UserId, 1,
        JsonSerializer.Serialize(stored, UserJson.Default.ApiToken));

    public static StateRow Of(string invitation, Invitation stored) => new(
        Invitation, Credential.Hash(invitation), "", RowOwner, 1,
        JsonSerializer.Serialize(stored, UserJson.Default.Invitation));

    public static StateRow Used(StateRow invitation) => invitation.Next(
        JsonSerializer.Serialize(ReadInvitation(invitation) with { IsUsed = true }, UserJson.Default.Invitation));

    public static User ReadUser(StateRow row) => row.Read(UserJson.Default.User);

    public static ApiToken ReadToken(StateRow row) => row.Read(UserJson.Default.ApiToken);

    public static Invitation ReadInvitation(StateRow row) => row.Read(UserJson.Default.Invitation);

    public static StateRemoval End(StateRow row) => new(row.Kind, row.Id, row.Version);

    public static LedgerEvent Event(
        TimeProvider clock, string name, User user, Cause cause, params ReadOnlySpan<(string, JsonNode?)> more) =>
        LedgerEvent.Now(clock, name, new(User, user.Id), cause.CorrelationId) with
        {
            Actor = cause.Actor,
            OwnerId = user.Id,
            Data = EventData.Of([("handle", user.Handle), .. more]),
        };
}
