using Nexus.Contracts;
using Nexus.Platform.Ledger;
using Nexus.Workspaces.Nodes;
using Nexus.Workspaces.Users;

namespace Nexus.Workspaces.Idempotency;

/// <summary>A secret that was made, and whose answer nobody heard: what is to be done about it.</summary>
internal sealed class ShownOnce(UserStore users)
{
    private const string Replaced = "Ask for another with a new Idempotency-Key: it takes the place of that one.";

    /// <param name="about">What it was made for.</param>
    /// <param name="route">Name of the route that made it.</param>
    /// <param name="cancellationToken">Stops looking.</param>
    public async Task<NexusError> OfAsync(ResourceRef about, string route, CancellationToken cancellationToken) =>
        IdempotencyErrors.ShownOnce((about.Type, route) switch
        {
            (UserRows.Invitation, _) => TakenBack($"user uninvite {about.Id}"),
            (JoinTokens.Kind, _) => TakenBack($"node token revoke {about.Id}"),
            (UserRows.User, "AddUser" or nameof(RegisterUser)) =>
                InvitedAgain((await users.GetAsync(about.Id, cancellationToken)).Handle),
            _ => Replaced,
        });

    private static string TakenBack(string command) =>
        $"Run 'nexus {command}', then ask for another with a new Idempotency-Key.";

    /// <summary>Whoever was let in stays so until then.</summary>
    private static string InvitedAgain(string handle) =>
        $"An administrator runs 'nexus user revoke {handle}', then 'nexus user invite {handle}'.";
}
