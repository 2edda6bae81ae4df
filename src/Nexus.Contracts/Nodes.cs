using System.Text.Json.Serialization;

namespace Nexus.Contracts;

/// <summary>What the server knows of a node right now.</summary>
[JsonConverter(typeof(SnakeCaseEnumConverter<NodeState>))]
public enum NodeState { Joined, Unreachable, Removed }

/// <summary>A machine that runs environments.</summary>
public sealed record NodeView
{
    public required string NodeId { get; init; }

    public required string Name { get; init; }

    public required NodeState Status { get; init; }

    /// <summary>Version of its agent.</summary>
    public string? Version { get; init; }

    public required IReadOnlyList<ProviderView> Providers { get; init; }

    /// <summary>It keeps what it has and takes no new workspaces.</summary>
    public bool IsCordoned { get; init; }

    /// <summary>For workspaces that ask for them; null: an older server.</summary>
    public IReadOnlyDictionary<string, string>? Labels { get; init; }

    /// <summary>What its machine is; null while it is away, and of an older agent.</summary>
    public NodeCapabilities? Capabilities { get; init; }

    /// <summary>The caller's workspaces that live there, up or not; an administrator is told of everybody's.</summary>
    public int Workspaces { get; init; }

    /// <summary>Environments of those that it reported last; an administrator's are all it reported.</summary>
    public int Environments { get; init; }

    public required DateTimeOffset JoinedAt { get; init; }

    /// <summary>Kept in memory only; null when it was not heard since the server started.</summary>
    public DateTimeOffset? LastSeenAt { get; init; }
}

/// <summary>A provider of a node; the reason is why it cannot be used, or what it lacks though it can.</summary>
public sealed record ProviderView(string Name, bool IsAvailable, string? Version, string? Reason, bool HasSudo);

/// <summary>The machine of a node. What could not be read is <c>unknown</c> or 0.</summary>
public sealed record NodeCapabilities
{
    /// <summary><c>amd64</c>, <c>arm64</c>, ...</summary>
    public required string Arch { get; init; }

    /// <summary>As the system calls itself, e.g. <c>Debian GNU/Linux 12 (bookworm)</c>.</summary>
    public required string Os { get; init; }

    /// <summary>Release of the kernel.</summary>
    public required string Kernel { get; init; }

    /// <summary>Processors that are on.</summary>
    public int Cpus { get; init; }

    public long MemoryBytes { get; init; }

    /// <summary>Of the file system that holds the node's state.</summary>
    public long DiskBytes { get; init; }

    public long DiskFreeBytes { get; init; }
}

/// <summary>A page of nodes.</summary>
public sealed record NodePage(IReadOnlyList<NodeView> Items, string? NextCursor);

/// <summary>
/// A single-use token that lets one node join: <c>POST /api/v1/nodes/token</c> and <c>POST /api/v1/nodes</c>.
/// </summary>
/// <param name="JoinToken">Shown once.</param>
/// <param name="ExpiresAt">UTC.</param>
/// <param name="Name">The only name it is good for; null: any.</param>
public sealed record JoinTokenView(string JoinToken, DateTimeOffset ExpiresAt, string? Name = null);

/// <summary>A join token that still lets a node in.</summary>
/// <param name="TokenId">What it is called; no node joins with that.</param>
/// <param name="ExpiresAt">From then on it is worth nothing.</param>
/// <param name="Name">The only name it is good for; null: any.</param>
public sealed record OpenJoinTokenView(string TokenId, DateTimeOffset ExpiresAt, string? Name = null);

/// <summary>A page of open join tokens, in no order that says anything.</summary>
public sealed record OpenJoinTokenPage(IReadOnlyList<OpenJoinTokenView> Items, string? NextCursor);

/// <summary>Body of <c>POST /api/v1/nodes</c>: a node of this name may join.</summary>
public sealed record AddNodeRequest(string Name);

/// <summary>Body of <c>PUT /api/v1/nodes/{id}/labels</c>; labels that are not named stay.</summary>
/// <param name="Set">New, or with a new value.</param>
/// <param name="Remove">Keys; one that is not there is done.</param>
public sealed record NodeLabelsRequest(
    IReadOnlyDictionary<string, string>? Set = null, IReadOnlyList<string>? Remove = null);

/// <summary>
/// Body of <c>POST /api/v1/nodes/join</c>; the bearer is the join token, or the admin's on the same machine.
/// </summary>
public sealed record JoinRequest(string Name, string Version);

/// <summary>The node's own credential, shown once; it opens the node routes and nothing else.</summary>
public sealed record JoinView(string NodeId, string Name, string NodeToken);
