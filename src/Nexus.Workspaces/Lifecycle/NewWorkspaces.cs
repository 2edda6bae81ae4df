using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;
using Nexus.Contracts;
using Nexus.Platform;
using Nexus.Spec;
using Nexus.Workspaces.Nodes;
using Nexus.Workspaces.Users;

namespace Nexus.Workspaces.Lifecycle;

/// <summary>What is asked for, and by whom.</summary>
internal sealed record NewWorkspace(CreateWorkspaceRequest Request, User Owner)
{
    /// <summary>The owner may have so many workspaces and no more.</summary>
    public bool IsLimited { get; init; } = true;

    /// <summary>The step that makes it, if one does.</summary>
    public Maker? Maker { get; init; }

    /// <summary>Null: it stays until somebody removes it.</summary>
    public Lifespan? Lifespan { get; init; }
}

/// <summary>Checks what is asked for and records it, whoever asks: a caller, or a step of a run.</summary>
internal sealed partial class NewWorkspaces(
    WorkspaceStore workspaces, NodeStore nodes, Fleet fleet, IOptions<LimitOptions> limits, TimeProvider clock)
{
    private static readonly IReadOnlyDictionary<string, ProviderWish> NoWishes =
        new Dictionary<string, ProviderWish>(StringComparer.Ordinal);

    /// <exception cref="NexusException">Those of <see cref="CreateWorkspace"/> that are not of its caller.</exception>
    public async Task<Stored> AddAsync(NewWorkspace asked, Cause cause, CancellationToken cancellationToken)
    {
        var (request, owner) = asked;
        await CheckAsync(request, cancellationToken);
        if (asked.IsLimited)
            await CheckRoomAsync(owner.Id, limits.Value.WorkspacesPerUser, cancellationToken);

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
            HasNeverRun = true,
            HasNeverServed = true,
            Maker = asked.Maker,
            Lifespan = asked.Lifespan,
        };
        return await workspaces.AddAsync(workspace, [.. Created(workspace)], cause, cancellationToken);
    }

    private static IEnumerable<Told> Created(Workspace workspace)
    {
        yield return new("xyn.workspace.created", ("provider", workspace.Config.Provider));
        if (workspace.Lifespan is { Purpose: { } purpose } life)
            yield return new("xyn.cicd.workcell.created", ("purpose", purpose), ("expires_at", life.Until));
        if (workspace.Desired is DesiredState.Up)
            yield return new(Wishes.Up);
    }

    private async Task CheckRoomAsync(string ownerId, int most, CancellationToken cancellationToken)
    {
        if ((await workspaces.ListOfAsync(ownerId, cancellationToken)).Count >= most)
            throw new NexusException(WorkspaceErrors.TooMany(most));
    }

    private async Task CheckAsync(CreateWorkspaceRequest request, CancellationToken cancellationToken)
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
        await CheckProviderAsync(request, cancellationToken);
    }

    /// <summary>A node that was not heard may have it, and one that is away may come back with it.</summary>
    private async Task CheckProviderAsync(CreateWorkspaceRequest request, CancellationToken cancellationToken)
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
