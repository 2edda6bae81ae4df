using Microsoft.AspNetCore.Http;
using Nexus.Contracts;
using Nexus.Platform.Ledger;
using Nexus.Workspaces.Lifecycle;
using Nexus.Workspaces.Nodes;
using Nexus.Workspaces.Users;

namespace Nexus.Workspaces.Idempotency;

/// <summary>Answers again what was answered first: with the same thing, as it is now.</summary>
internal sealed class FirstAnswers(
    WorkspaceStore workspaces, Wishes wishes, NodeStore nodes, NodeViews nodeViews, UserStore users,
    UserViews userViews, ShownOnce shownOnce)
{
    /// <param name="first">What was asked.</param>
    /// <param name="route">Name of the route it was asked of.</param>
    /// <param name="cancellationToken">Stops looking.</param>
    /// <exception cref="NexusException"><c>request.shown_once</c>, <c>workspace.not_found</c>.</exception>
    public async Task<IResult> OfAsync(Claimed first, string route, CancellationToken cancellationToken)
    {
        if (first.IsShownOnce)
            throw new NexusException(await shownOnce.OfAsync(first.About, route, cancellationToken));
        if (first.Answer is { } answer)
            return TypedResults.Content(answer, "application/json");

        var id = first.About.Id;
        switch (first.About.Type)
        {
            case WorkspaceStore.Kind:
                var accepted = await workspaces.FindAsync(id, cancellationToken) is { } stored
                    ? await wishes.AcceptedAsync(stored.Workspace, hasRun: true, cancellationToken)
                    : Gone(id, route);
                return TypedResults.Accepted(accepted.PollingUrl, accepted);
            case UserRows.User:
                var user = await users.GetAsync(id, cancellationToken);
                return TypedResults.Ok(await userViews.OfAsync(user, token: null, cancellationToken));
            default:
                var node = await nodes.GetAsync(id, cancellationToken);
                return TypedResults.Ok(await nodeViews.OfAsync(node, Scope.All, cancellationToken));
        }
    }

    /// <summary>That it is gone is what a removal was asked for; asking for its status says so.</summary>
    private static AcceptedView Gone(string id, string route) => route switch
    {
        "RemoveWorkspace" => new()
        {
            WorkspaceId = id,
            Status = WorkspaceState.Removing,
            EstimatedTime = "0s",
            PollingUrl = $"/api/v1/workspaces/{id}/status",
        },
        nameof(CreateWorkspace) => throw new NexusException(IdempotencyErrors.MadeAndGone(id)),
        _ => throw new NexusException(IdempotencyErrors.Gone(id)),
    };
}
