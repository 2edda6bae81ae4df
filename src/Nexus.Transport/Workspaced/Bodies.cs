using Nexus.Contracts;

namespace Nexus.Transport.Workspaced;

/// <param name="Version">Of the binary.</param>
/// <param name="BootId">New at each start of the daemon.</param>
/// <param name="IsSetUp">Whether <see cref="Verbs.Setup"/> was done since it started.</param>
public sealed record HelloReply(string Version, string BootId, bool IsSetUp);

/// <param name="HostName">The environment's name, e.g. <c>workspace-abc123</c>.</param>
/// <param name="HostKey">OpenSSH private key to use; null: make one and return it.</param>
/// <param name="AuthorizedKeys">Whole lines.</param>
/// <param name="Environment">Variables for services, hooks, exec and logins.</param>
public sealed record SetupRequest(
    string HostName, string? HostKey, IReadOnlyList<string> AuthorizedKeys,
    IReadOnlyDictionary<string, string>? Environment);

/// <param name="HostKey">OpenSSH private key in use.</param>
/// <param name="HostPublicKey">Its public line without comment.</param>
/// <param name="User">Who logs in, <c>dev</c>.</param>
/// <param name="HasSudo">Whether that user can become root.</param>
public sealed record SetupReply(string HostKey, string HostPublicKey, string User, bool HasSudo);

public sealed record KeysRequest(IReadOnlyList<string> AuthorizedKeys);

/// <param name="Kind">
/// <c>git</c>, <c>bundle</c> or <c>none</c>; <c>kept</c>: the one that is there, or <c>source.lost</c>.
/// </param>
/// <param name="Url">Of the clone; for a bundle, what <c>origin</c> shall be, or null.</param>
/// <param name="Branch">Null: the remote's default branch, or the bundle's.</param>
public sealed record SourceRequest(string Kind, string? Url, string? Branch);

/// <param name="Services">In start order.</param>
/// <param name="IsDetected">There is no configuration file.</param>
/// <param name="HasPreStart">Whether the <c>pre_start</c> hook exists.</param>
/// <param name="Provider">The repository's choice; null: it makes none.</param>
/// <param name="Providers">What it asks of each provider that it names.</param>
/// <param name="Dependencies">Commands that were detected to install them, when no hook does; for people.</param>
/// <param name="HasPostStart">Whether the <c>post_start</c> hook exists.</param>
public sealed record ConfigureReply(
    IReadOnlyList<ServicePlan> Services, bool IsDetected, bool HasPreStart, string? Provider = null,
    IReadOnlyDictionary<string, ProviderWish>? Providers = null, IReadOnlyList<string>? Dependencies = null,
    bool HasPostStart = false);

/// <param name="Name">Of the service.</param>
/// <param name="Port">Inside.</param>
/// <param name="Internal">No port outside.</param>
/// <param name="Command">For people.</param>
/// <param name="ReadyWithinMs">Until it must be healthy, counted from its own start.</param>
/// <param name="Secrets">Paths of those it needs to start; null: none.</param>
public sealed record ServicePlan(
    string Name, int? Port, bool Internal, string Command, int ReadyWithinMs, IReadOnlyList<string>? Secrets = null);

/// <summary>Body of <see cref="Verbs.Start"/>; it may be left out. It is kept in memory and nowhere else.</summary>
/// <param name="Secrets">Values by path, in place of all that were given before.</param>
public sealed record StartRequest(IReadOnlyDictionary<string, string>? Secrets = null)
{
    /// <summary>Without the values.</summary>
    public override string ToString() => nameof(StartRequest);
}

/// <summary>Body of <see cref="Verbs.Dependencies"/>; it may be left out.</summary>
/// <param name="LimitMs">After that what runs is killed; 15 minutes at most, and unless said otherwise.</param>
public sealed record DependenciesRequest(int? LimitMs = null);

/// <param name="Name"><c>pre_start</c>, <c>post_start</c> or <c>pre_stop</c>.</param>
/// <param name="LimitMs">After that it is killed; 15 minutes at most, and unless said otherwise.</param>
public sealed record HookRequest(string Name, int? LimitMs = null);

/// <param name="GraceMs">From TERM to KILL, for each service.</param>
public sealed record StopRequest(int GraceMs);

/// <param name="Service">Null: all.</param>
/// <param name="Secrets">
/// As of <see cref="StartRequest"/>, for one service beside those that were given before; null: only those.
/// </param>
public sealed record RestartRequest(string? Service, IReadOnlyDictionary<string, string>? Secrets = null)
{
    /// <summary>Without the values.</summary>
    public override string ToString() => $"{nameof(RestartRequest)} {Service}";
}

/// <summary>All services at one moment.</summary>
/// <param name="BootId">Of the daemon.</param>
/// <param name="Generation">Grows with every change within a boot.</param>
/// <param name="IsStarted"><see cref="Verbs.Start"/> was asked since it started.</param>
/// <param name="Services">In start order.</param>
public sealed record Snapshot(
    string BootId, long Generation, bool IsStarted, IReadOnlyList<ServiceSnapshot> Services);

/// <summary>A service at one moment.</summary>
public sealed record ServiceSnapshot
{
    public required string Name { get; init; }
    public required ServiceState State { get; init; }
    public int? Port { get; init; }
    public bool Internal { get; init; }
    public required string Command { get; init; }
    public string? Reason { get; init; }
    public int Restarts { get; init; }
    public int? LastExitCode { get; init; }
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>Its health check speaks HTTP, so a browser can open it.</summary>
    public bool IsHttp { get; init; }
}

/// <param name="Services">Those that run, by name.</param>
public sealed record UsageReply(IReadOnlyDictionary<string, ServiceUsage> Services);

/// <param name="CpuPercent">Of one core, all its processes together.</param>
/// <param name="MemoryBytes">What its processes have alone, and what they share once.</param>
/// <param name="UptimeSeconds">Since its process was started.</param>
public sealed record ServiceUsage(double CpuPercent, long MemoryBytes, long UptimeSeconds);

public sealed record LogBatch(IReadOnlyList<LogLine> Lines);

/// <param name="Port">Tried on <c>::1</c> and 127.0.0.1.</param>
public sealed record DialRequest(int Port);

/// <summary>Work that no remote and no uploaded bundle has.</summary>
public sealed record UnsavedReply(int ChangedFiles, int UntrackedFiles, int Stashes, int UnpushedCommits)
{
    public bool IsNothing => (ChangedFiles, UntrackedFiles, Stashes, UnpushedCommits) is (0, 0, 0, 0);
}
