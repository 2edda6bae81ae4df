using Nexus.Contracts;
using Nexus.Transport.Workspaced;

namespace Nexus.Transport.Control;

/// <param name="Version">Of the agent.</param>
/// <param name="Providers">Probed just now.</param>
/// <param name="Capabilities">Of its machine; null: an older agent.</param>
public sealed record NodeHello(
    string Version, IReadOnlyList<ProviderView> Providers, NodeCapabilities? Capabilities = null);

/// <param name="Epoch">Grows with each start of the server.</param>
/// <param name="HeartbeatMs">How often to be heard.</param>
/// <param name="Streams">Idle data connections to keep.</param>
/// <param name="ServerId">
/// Of the server's home: epochs and environments are of one server and never of another. Null: an older server.
/// </param>
public sealed record NodeWelcome(
    string NodeId, long Epoch, int HeartbeatMs, int Streams, string? ServerId = null);

/// <summary>Every environment of this server that the node has, running or not.</summary>
/// <param name="Environments">Of the providers covered; of those that answer again when it is not the first.</param>
/// <param name="Covered">
/// Names of the providers that answered: what another one has is not known and so not lost. Null: all.
/// </param>
public sealed record NodeInventory(
    IReadOnlyList<EnvironmentReport> Environments, IReadOnlyList<string>? Covered = null);

/// <param name="Destroy">Workspaces the server does not know: what is left of them goes.</param>
public sealed record InventoryVerdict(IReadOnlyList<string> Destroy);

/// <summary>An environment as its node sees it.</summary>
/// <param name="WorkspaceId">Whose.</param>
/// <param name="Provider">Which driver made it.</param>
/// <param name="IsRunning">Its main process lives.</param>
/// <param name="Services">Null while <c>nexus-workspaced</c> does not answer.</param>
/// <param name="Reason">Why it is not running, or why its daemon does not answer, where known.</param>
/// <param name="IsPaused">It is there and held still; then it is not running.</param>
public sealed record EnvironmentReport(
    string WorkspaceId, string Provider, bool IsRunning, Snapshot? Services, string? Reason, bool IsPaused = false);

/// <summary>What an environment shall be.</summary>
public sealed record EnsureRequest
{
    public required string WorkspaceId { get; init; }
    public required string Provider { get; init; }

    /// <summary>Null: the provider's default.</summary>
    public string? Image { get; init; }

    public double? Cpus { get; init; }
    public long? MemoryBytes { get; init; }
    public long? DiskBytes { get; init; }
    public int? Processes { get; init; }
}

/// <param name="IsNew">It was made just now: no repository, no host key.</param>
/// <param name="Made">What was asked for when it was made; null: not known.</param>
/// <param name="Unbounded">What of that could not be done, which is a warning; null: nothing.</param>
public sealed record EnsureReply(
    bool IsNew, HelloReply Hello, ProviderWish? Made = null, NexusError? Unbounded = null);

/// <param name="GraceMs">Until it is killed.</param>
public sealed record StopEnvironmentRequest(string WorkspaceId, string Provider, int GraceMs);

public sealed record EnvironmentRequest(string WorkspaceId, string Provider);

/// <param name="Count">Data connections to open now, beyond the idle ones.</param>
public sealed record StreamsWanted(int Count);
