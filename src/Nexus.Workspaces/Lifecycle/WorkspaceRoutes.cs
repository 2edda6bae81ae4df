using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Nexus.Contracts;
using Nexus.Engine;
using Nexus.Platform;
using Nexus.Workspaces.Gateway;
using Nexus.Workspaces.Nodes;

namespace Nexus.Workspaces.Lifecycle;

/// <summary>
/// The routes of existing workspaces, in front of <see cref="Wishes"/> and <see cref="WorkspaceViews"/>.
/// </summary>
internal static class WorkspaceRoutes
{
    private const string NotFound = "workspace.not_found";

    /// <summary>What keeps an environment from being asked.</summary>
    private static readonly string[] Unheard =
    [
        "environment.bad_reply", "environment.not_answering", "environment.not_found", "environment.paused",
        "node.no_answer", "node.unreachable", "workspaced.busy", "workspaced.failed",
    ];

    public static void Map(IEndpointRouteBuilder routes)
    {
        var workspaces = routes.MapGroup("/workspaces");
        workspaces.MapGet("", ListAsync).WithName("ListWorkspaces").Note("Workspaces, the oldest first.");
        workspaces.MapGet("/{id}/status", StatusAsync).WithName("ShowWorkspace")
            .Note("A workspace as it is now.", NotFound);
        workspaces.MapGet("/{id}/services", ServicesAsync).WithName("ListServices")
            .Note("Its services by name.", NotFound);
        UploadSource.Map(workspaces);
        workspaces.MapPost("/{id}/up", UpAsync).WithName("BringUpWorkspace")
            .Note("Brings it up; nothing happens when it is up or on its way.",
                NotFound, "run.too_many_waiting", "workspace.no_upload", "workspace.wrong_state");
        workspaces.MapPost("/{id}/rebuild", RebuildAsync).WithName("RebuildWorkspace")
            .Note("Makes its environment anew from its configuration; `/home/dev`, ports and host key stay.",
                NotFound, "run.too_many_waiting", "workspace.no_upload", "workspace.wrong_state");
        workspaces.MapPost("/{id}/restart", RestartAsync).WithName("RestartWorkspace")
            .Note("Restarts its services, or one, with the configuration as it is now.",
                NotFound, "run.too_many_waiting", "workspace.not_running");
        workspaces.MapPost("/{id}/down", DownAsync).WithName("TakeDownWorkspace")
            .Note("Takes it down; its files stay.", NotFound, "run.too_many_waiting", "workspace.wrong_state");
        workspaces.MapPost("/{id}/rm", RemoveAsync).WithName("RemoveWorkspace")
            .Note("Removes it with its files; when it is gone its routes answer 404.",
                [NotFound, "run.too_many_waiting", "workspace.node_away", "workspace.unsaved_work", .. Unheard]);
        workspaces.MapGet("/{id}/logs", LogsEndpoint.HandleAsync).WithName("ReadLogs")
            .Produces<LogLine>(contentType: "application/x-ndjson")
            .Note("Lines of its services' logs, one JSON document a line.",
                [NotFound, "service.not_found", "workspace.not_running", .. Unheard]);
        workspaces.MapGet("/{id}/exec", ExecEndpoint.HandleAsync).WithName("ExecInWorkspace")
            .Produces(StatusCodes.Status101SwitchingProtocols)
            .Note("A command in it, over a WebSocket.", NotFound, "request.websocket_required");
    }

    private static async Task<Ok<WorkspacePage>> ListAsync(
        WorkspaceStore workspaces, WorkspaceViews views, HttpContext context, string? cursor, int? limit,
        CancellationToken cancellationToken)
    {
        var size = Paging.Limit(limit);
        var after = Paging.After(cursor, one => Ids.IsOne("ws", one));
        var (page, next) = Paging.Cut(
            await workspaces.ListAsync(Caller.Of(context.User).Scope, after, size + 1, cancellationToken), size,
            stored => stored.Workspace.Id);
        return TypedResults.Ok(new WorkspacePage([.. page.Select(stored => views.Of(stored.Workspace))], next));
    }

    private static async Task<Ok<WorkspaceView>> StatusAsync(
        string id, WorkspaceStore workspaces, WorkspaceViews views, ServiceUsages usages, HttpContext context,
        CancellationToken cancellationToken)
    {
        var workspace = await FindAsync(id, workspaces, context, cancellationToken);
        var usage = await usages.OfAsync(workspace, cancellationToken);
        return TypedResults.Ok(views.Of(workspace, usage));
    }

    private static async Task<Ok<IReadOnlyDictionary<string, ServiceView>>> ServicesAsync(
        string id, WorkspaceStore workspaces, WorkspaceViews views, ServiceUsages usages, HttpContext context,
        CancellationToken cancellationToken)
    {
        var workspace = await FindAsync(id, workspaces, context, cancellationToken);
        var usage = await usages.OfAsync(workspace, cancellationToken);
        return TypedResults.Ok(views.ServicesOf(workspace, usage));
    }

    private static async Task<Accepted<AcceptedView>> UpAsync(
        string id, WorkspaceStore workspaces, Wishes wishes, HttpContext context, CancellationToken cancellationToken)
    {
        var workspace = await FindAsync(id, workspaces, context, cancellationToken);
        return Accepted(await wishes.UpAsync(workspace.Id, Cause.Of(context), cancellationToken));
    }

    private static async Task<Accepted<AcceptedView>> RebuildAsync(
        string id, WorkspaceStore workspaces, Wishes wishes, HttpContext context, CancellationToken cancellationToken)
    {
        var workspace = await FindAsync(id, workspaces, context, cancellationToken);
        return Accepted(await wishes.RebuildAsync(workspace.Id, Cause.Of(context), cancellationToken));
    }

    private static async Task<Accepted<AcceptedView>> RestartAsync(
        string id, WorkspaceStore workspaces, Wishes wishes, HttpContext context, RestartWorkspaceRequest? request,
        CancellationToken cancellationToken)
    {
        var workspace = await FindAsync(id, workspaces, context, cancellationToken);
        return Accepted(
            await wishes.RestartAsync(workspace.Id, request?.Service, Cause.Of(context), cancellationToken));
    }

    private static async Task<Accepted<AcceptedView>> DownAsync(
        string id, WorkspaceStore workspaces, Wishes wishes, HttpContext context, CancellationToken cancellationToken)
    {
        var workspace = await FindAsync(id, workspaces, context, cancellationToken);
        return Accepted(await wishes.DownAsync(workspace.Id, Cause.Of(context), cancellationToken));
    }

    /// <summary>Work that would be lost is found at once while it runs; else the run looks into it first.</summary>
    private static async Task<Accepted<AcceptedView>> RemoveAsync(
        string id, WorkspaceStore workspaces, Wishes wishes, RemovePlan plan, Fleet fleet, ObservedServices observed,
        HttpContext context, RemoveRequest? request, CancellationToken cancellationToken)
    {
        var workspace = await FindAsync(id, workspaces, context, cancellationToken);
        var isForced = request?.Force is true;
        if (!isForced && workspace is { HasEnvironment: true, Placement: { } placement })
        {
            if (!fleet.IsConnected(placement.NodeId))
                throw new NexusException(WorkspaceErrors.NodeAway(workspace.Name, placement.NodeName));
            if (fleet.ReportOf(placement.NodeId, workspace.Id) is { IsRunning: true }
                || observed.SilenceOf(workspace) is not null)
            {
                await plan.RefuseAtOnceAsync(workspace, cancellationToken);
            }
        }

        return Accepted(await wishes.RemoveAsync(workspace.Id, isForced, Cause.Of(context), cancellationToken));
    }

    private static async Task<Workspace> FindAsync(
        string id, WorkspaceStore workspaces, HttpContext context, CancellationToken cancellationToken) =>
        (await workspaces.GetAsync(id, Caller.Of(context.User), cancellationToken)).Workspace;

    private static Accepted<AcceptedView> Accepted(AcceptedView view) => TypedResults.Accepted(view.PollingUrl, view);
}
