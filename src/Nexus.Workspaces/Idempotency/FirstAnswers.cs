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
    UserViews userViews)
{
    /// <exception cref="NexusException"><c>request.shown_once</c>.</exception>
    public async Task<IResult> OfAsync(Claimed first, CancellationToken cancellationToken)
    {
        if (first.IsShownOnce)
            throw new NexusException(IdempotencyErrors.ShownOnce);
        if (first.Answer is { } answer)
            return TypedResults.Content(answer, "application/json");

        var id = first.About.Id;
        switch (first.About.Type)
        {
            case WorkspaceStore.Kind:
                var accepted = await workspaces.FindAsync(id, cancellationToken) is { } stored
                    ? await wishes.AcceptedAsync(stored.Workspace, hasRun: true, cancellationToken)
                    : Gone(id);
                return TypedResults.Accepted(accepted.PollingUrl, accepted);
            case UserRows.User:
                var user = await users.GetAsync(id, cancellationToken);
                return TypedResults.Ok(await userViews.OfAsync(user, token: null, cancellationToken));
            default:
                var node = await nodes.GetAsync(id, cancellationToken);
                return TypedResults.Ok(await nodeViews.OfAsync(node, Scope.All, cancellationToken));
        }
    }

    /// <summary>It was removed in the meantime; asking for its status says so.</summary>
    private static AcceptedView Gone(string id) => new()
    {
        WorkspaceId = id,
        Status = WorkspaceState.Removing,
        EstimatedTime = "0s",
        PollingUrl = $"/api/v1/workspaces/{id}/status",
    };
}
