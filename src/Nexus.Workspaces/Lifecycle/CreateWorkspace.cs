using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Nexus.Contracts;
using Nexus.Engine;
using Nexus.Workspaces.Users;

namespace Nexus.Workspaces.Lifecycle;

/// <summary>
/// POST /api/v1/workspaces/create: records the workspace and, unless told otherwise, the wish to be up.
/// </summary>
internal static class CreateWorkspace
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/workspaces/create", HandleAsync).WithName(nameof(CreateWorkspace))
            .Note("Records a workspace and, unless `start` is false or a source is to be uploaded, brings it up.",
                "node.bad_label", "node.cordoned", "node.not_found", "run.too_many_waiting", "user.no_key",
                "user.not_you", "workspace.bad_image", "workspace.bad_name", "workspace.bad_size",
                "workspace.bad_source", "workspace.name_taken", "workspace.not_found", "workspace.too_many",
                "workspace.unknown_provider");

    private static async Task<Accepted<AcceptedView>> HandleAsync(
        CreateWorkspaceRequest request, NewWorkspaces workspaces, Wishes wishes, UserStore users, HttpContext context,
        CancellationToken cancellationToken)
    {
        var caller = Caller.Of(context.User);
        var owner = await users.FindAsync(caller.UserId, cancellationToken)
            ?? throw new NexusException(UserErrors.NotYou(caller.UserId));
        if (request.GithubUsername is { } handle && !Handle.IsSame(handle, owner.Handle))
            throw new NexusException(UserErrors.NotYou(handle));
        if (owner.SshPubkey is null)
            throw new NexusException(UserErrors.NoKey(owner.Handle));
        var asked = new NewWorkspace(request, owner) { IsLimited = !caller.IsAdmin };
        var stored = await workspaces.AddAsync(asked, Cause.Of(context), cancellationToken);
        var accepted = await wishes.AcceptedAsync(stored.Workspace, hasRun: true, cancellationToken);
        return TypedResults.Accepted(accepted.PollingUrl, accepted);
    }
}
