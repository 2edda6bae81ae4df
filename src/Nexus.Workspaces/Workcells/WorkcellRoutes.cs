using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Nexus.Contracts;
using Nexus.Engine;
using Nexus.Platform;
using Nexus.Platform.Ledger;
using Nexus.Workspaces.Lifecycle;
using Nexus.Workspaces.Nodes;
using Nexus.Workspaces.Users;

namespace Nexus.Workspaces.Workcells;

/// <summary>Below <c>/workcells</c>, for administrators: all there are, one without a run, and one less.</summary>
internal static class WorkcellRoutes
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var workcells = routes.MapGroup("/workcells").RequireAuthorization(NodeAccess.Admin);
        workcells.MapGet("", ListAsync).WithName("ListWorkcells").Note("Workcells of all users, the oldest first.");
        workcells.MapPost("/create", CreateAsync).WithName("CreateWorkcell")
            .Note("Records a workcell of no run and brings it up; it goes when it is destroyed or not used.",
                "node.cordoned", "node.not_found", "run.too_many_waiting", "user.not_you", "workcell.invalid",
                "workcell.too_many", "workspace.bad_image", "workspace.bad_source", "workspace.unknown_provider");
        workcells.MapPost("/{id}/destroy", DestroyAsync).WithName("DestroyWorkcell")
            .Note("Removes a workcell with all that is in it, whoever uses it.",
                "run.too_many_waiting", "workcell.not_one", "workspace.not_found");
    }

    private static async Task<Ok<WorkspacePage>> ListAsync(
        WorkspaceStore workspaces, WorkspaceViews views, string? cursor, int? limit,
        CancellationToken cancellationToken)
    {
        var size = Paging.Limit(limit);
        var after = Paging.After(cursor, one => Ids.IsOne("ws", one));
        var found = (await workspaces.AllAsync(Scope.All, cancellationToken))
            .Where(stored => stored.Workspace.Lifespan?.Purpose is not null)
            .Where(stored => string.CompareOrdinal(stored.Workspace.Id, after) > 0)
            .OrderBy(stored => stored.Workspace.Id, StringComparer.Ordinal).Take(size + 1).ToList();
        var (page, next) = Paging.Cut(found, size, stored => stored.Workspace.Id);
        return TypedResults.Ok(new WorkspacePage([.. page.Select(stored => views.Of(stored.Workspace))], next));
    }

    private static async Task<Accepted<AcceptedView>> CreateAsync(
        [FromBody] CreateWorkcellRequest? request, NewWorkcells workcells, NewWorkspaces workspaces, Wishes wishes,
        UserStore users, TimeProvider clock, HttpContext context, CancellationToken cancellationToken)
    {
        request ??= new();
        if (Problem(request) is { } problem)
            throw new NexusException(WorkcellErrors.Invalid(problem));
        var caller = Caller.Of(context.User);
        var owner = await users.FindAsync(caller.UserId, cancellationToken)
            ?? throw new NexusException(UserErrors.NotYou(caller.UserId));
        var cell = new Cell(owner.Id, Terms.PurposeOf(request.Purpose) ?? Terms.Dev);
        var wanted = Wanted(request, Ids.New(clock));
        var ttl = request.Ttl is { } text ? Terms.TtlOf(text) : null;
        // Nobody waits at a request for another's workcell to end.
        var made = await workcells.AddAsync(cell, ttl, TimeSpan.Zero, RecordAsync, cancellationToken);
        return Accepted(await wishes.AcceptedAsync(made, hasRun: true, cancellationToken));

        async Task<Workspace> RecordAsync(Lifespan life)
        {
            var asked = new NewWorkspace(wanted, owner) { IsLimited = false, Lifespan = life };
            return (await workspaces.AddAsync(asked, Cause.Of(context), cancellationToken)).Workspace;
        }
    }

    private static async Task<Accepted<AcceptedView>> DestroyAsync(
        string id, WorkspaceStore workspaces, Wishes wishes, HttpContext context, CancellationToken cancellationToken)
    {
        var workspace = (await workspaces.GetAsync(id, Caller.Of(context.User), cancellationToken)).Workspace;
        if (workspace.Lifespan?.Purpose is null)
            throw new NexusException(WorkcellErrors.NotOne(workspace.Name));
        return Accepted(await wishes.RemoveAsync(workspace.Id, force: true, Cause.Of(context), cancellationToken));
    }

    private static string? Problem(CreateWorkcellRequest request) => request switch
    {
        { Repository: null, Branch: not null } => "a branch is of a repository",
        _ when Terms.PurposeOf(request.Purpose) is null => "its purpose is neither dev nor test",
        { Ttl: { } ttl } when Terms.TtlOf(ttl) is null => "its ttl is no duration from 1m to 24h",
        _ => null,
    };

    private static CreateWorkspaceRequest Wanted(CreateWorkcellRequest request, Guid id) => new()
    {
        WorkspaceName = $"cell-{id.ToString("N")[^12..]}",
        Repo = request.Repository is { } url ? new(Owner: null, Name: null, url, request.Branch) : null,
        Provider = request.Provider,
        Node = request.Node,
        Image = request.Image,
    };

    private static Accepted<AcceptedView> Accepted(AcceptedView view) => TypedResults.Accepted(view.PollingUrl, view);
}
