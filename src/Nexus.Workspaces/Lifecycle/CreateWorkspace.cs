using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;
using Nexus.Contracts;
using Nexus.Engine;
using Nexus.Platform;
using Nexus.Spec;
using Nexus.Workspaces.Nodes;
using Nexus.Workspaces.Users;

namespace Nexus.Workspaces.Lifecycle;

/// <summary>
/// POST /api/v1/workspaces/create: records the workspace and, unless told otherwise, the wish to be up.
/// </summary>
internal static partial class CreateWorkspace
{
    private static readonly IReadOnlyDictionary<string, ProviderWish> NoWishes =
        new Dictionary<string, ProviderWish>(StringComparer.Ordinal);

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/workspaces/create", HandleAsync).WithName(nameof(CreateWorkspace))
            .Note("Records a workspace and, unless `start` is false or a source is to be uploaded, brings it up.",
                "node.bad_label", "node.cordoned", "node.not_found", "run.too_many_waiting", "user.no_key",
                "user.not_you", "workspace.bad_image", "workspace.bad_name", "workspace.bad_size",
                "workspace.bad_source", "workspace.name_taken", "workspace.too_many", "workspace.unknown_provider");

    private static async Task<Accepted<AcceptedView>> HandleAsync(
        CreateWorkspaceRequest request, WorkspaceStore workspaces, Wishes wishes, UserStore users, NodeStore nodes,
        Fleet fleet, IOptions<LimitOptions> limits, TimeProvider clock, HttpContext context,
        CancellationToken cancellationToken)
    {
        var caller = Caller.Of(context.User);
        var owner = await users.FindAsync(caller.UserId, cancellationToken)
            ?? throw new NexusException(UserErrors.NotYou(caller.UserId));
        if (request.GithubUsername is { } handle && !Handle.IsSame(handle, owner.Handle))
            throw new NexusException(UserErrors.NotYou(handle));
        if (owner.SshPubkey is null)
            throw new NexusException(UserErrors.NoKey(owner.Handle));
        await CheckAsync(request, nodes, fleet, cancellationToken);
        if (!caller.IsAdmin)
            await CheckRoomAsync(owner.Id, workspaces, limits.Value.WorkspacesPerUser, cancellationToken);

        var now = clock.GetUtcNow();
        var isStarted = request is { Start: true, Upload: false };
        var workspace = new Workspace
        {
            Id = Ids.New("ws", clock),
            Name = request.WorkspaceName,
            OwnerId = owner.Id,
            Owner = owner.Handle,
            CreatedAt = now,
            ChangedAt = now,
            Config = new()
            {
                Provider = request.Provider,
                Image = request.Image,
                Node = request.Node,
                NodeLabels = request.NodeLabels,
                Providers = request.Providers,
            },
            Source = SourceRules.Of(request.Repo, request.Upload, owner.Handle),
            Desired = isStarted ? DesiredState.Up : DesiredState.Down,
            State = isStarted ? WorkspaceState.Pending : WorkspaceState.Stopped,
            IsNew = true,
        };
        Told[] told = isStarted ? [Created(workspace), new(Wishes.Up)] : [Created(workspace)];
        var stored = await workspaces.AddAsync(workspace, told, Cause.Of(context), cancellationToken);
        var accepted = await wishes.AcceptedAsync(stored.Workspace, hasRun: true, cancellationToken);
        return TypedResults.Accepted(accepted.PollingUrl, accepted);
    }

    private static Told Created(Workspace workspace) =>
        new("xyn.workspace.created", ("provider", workspace.Config.Provider));

    private static async Task CheckRoomAsync(
        string ownerId, WorkspaceStore workspaces, int most, CancellationToken cancellationToken)
    {
        if ((await workspaces.ListOfAsync(ownerId, cancellationToken)).Count >= most)
            throw new NexusException(WorkspaceErrors.TooMany(most));
    }

    private static async Task CheckAsync(
        CreateWorkspaceRequest request, NodeStore nodes, Fleet fleet, CancellationToken cancellationToken)
    {
        if (!Name().IsMatch(request.WorkspaceName) || request.WorkspaceName.StartsWith("ws-", StringComparison.Ordinal))
            throw new NexusException(WorkspaceErrors.BadName(request.WorkspaceName));
        if (request.Provider is { } provider && !ProviderNames.All.Contains(provider, StringComparer.Ordinal))
            throw new NexusException(WorkspaceErrors.UnknownProvider(provider));
        foreach (var (name, wish) in request.Providers ?? NoWishes)
            WishRules.Check(name, wish);
        WishRules.CheckImage(request.Image);
        Labels.Check(request.NodeLabels);
        if (request.Node is { } named && (await nodes.GetAsync(named, cancellationToken)).IsCordoned)
            throw new NexusException(NodeErrors.Cordoned(named));
        await CheckProviderAsync(request, nodes, fleet, cancellationToken);
    }

    /// <summary>A node that was not heard may have it, and one that is away may come back with it.</summary>
    private static async Task CheckProviderAsync(
        CreateWorkspaceRequest request, NodeStore nodes, Fleet fleet, CancellationToken cancellationToken)
    {
        if (request.Provider is not { } wanted)
            return;
        var joined = request.Node is { } named
            ? [await nodes.GetAsync(named, cancellationToken)]
            : await nodes.AllAsync(cancellationToken);
        var providers = joined.Select(node => fleet.ProvidersOf(node.Id)).ToList();
        if (providers.Count > 0 && providers.All(there => there.Count > 0 && !there.Contains(wanted)))
        {
            var others = providers.SelectMany(there => there).Distinct(StringComparer.Ordinal);
            throw new NexusException(WorkspaceErrors.NoSuchProvider(
                wanted, request.Node, [.. others.Order(StringComparer.Ordinal)]));
        }
    }

    [GeneratedRegex(@"^[a-z][a-z0-9-]{0,39}\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 200)]
    private static partial Regex Name();
}
