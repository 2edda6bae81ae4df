namespace Nexus.Contracts;

/// <summary>Body of <c>POST /api/v1/workspaces/create</c>.</summary>
/// <param name="Start">
/// Wanted up at once, also where nothing is said of it. With <see cref="Upload"/> it stays down until <c>up</c>.
/// </param>
public sealed record CreateWorkspaceRequest(bool Start = true)
{
    /// <summary>The caller's handle; another one is refused.</summary>
    public string? GithubUsername { get; init; }

    public required string WorkspaceName { get; init; }

    public RepoRequest? Repo { get; init; }

    public string? Provider { get; init; }

    public string? Image { get; init; }

    /// <summary>Name or id of the node it must run on.</summary>
    public string? Node { get; init; }

    /// <summary>Only a node with all of these labels will do.</summary>
    public IReadOnlyDictionary<string, string>? NodeLabels { get; init; }

    /// <summary>What the repository wants of each provider; <see cref="Image"/> wins over its image.</summary>
    public IReadOnlyDictionary<string, ProviderWish>? Providers { get; init; }

    /// <summary>A bundle follows by <c>PUT /workspaces/{id}/source</c>; the first <c>up</c> needs it.</summary>
    public bool Upload { get; init; }
}

/// <summary>A git repository. Only https, ssh and git URLs are taken.</summary>
public sealed record RepoRequest(string? Owner, string? Name, string? Url, string? Branch);

/// <summary>The answer to long work: it is recorded, and here is where to watch it.</summary>
public sealed record AcceptedView
{
    public required string WorkspaceId { get; init; }

    /// <summary>Null: from an older server.</summary>
    public string? WorkspaceName { get; init; }

    /// <summary>State at the time of the answer.</summary>
    public required WorkspaceState Status { get; init; }

    /// <summary>Null until a door is leased.</summary>
    public int? SshPort { get; init; }

    /// <summary>From the last runs of this kind, e.g. <c>30s</c>.</summary>
    public required string EstimatedTime { get; init; }

    /// <summary>Path that answers with a <see cref="WorkspaceView"/>.</summary>
    public required string PollingUrl { get; init; }

    /// <summary>The run that does it; null when nothing had to be done.</summary>
    public string? RunId { get; init; }
}

/// <summary>Body of <c>POST /workspaces/{id}/rm</c>.</summary>
/// <param name="Force">Also when work would be lost or the node is away.</param>
public sealed record RemoveRequest(bool Force = false);

/// <summary>Body of <c>POST /workspaces/{id}/restart</c>.</summary>
/// <param name="Service">Null: all services, in their order.</param>
public sealed record RestartWorkspaceRequest(string? Service = null);
