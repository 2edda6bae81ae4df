using Nexus.Contracts;

namespace Nexus.Cli.Daemons;

/// <summary>A program of ours that goes on by itself: what starts it, and how to find it again.</summary>
internal sealed record Daemon
{
    /// <summary>The file beside this one: <c>nexusd</c>, <c>nexus-node</c>.</summary>
    public required string Program { get; init; }

    public required string PidFile { get; init; }

    public required string LogFile { get; init; }

    /// <summary>
    /// Of one that runs with this pid and is not ready for long: why it may go on. Null: one of ours is stopped.
    /// </summary>
    public Func<int, NexusError?> WhyItGoesOn { get; init; } = _ => null;

    public IReadOnlyList<string> Arguments { get; init; } = [];

    public IReadOnlyDictionary<string, string> Environment { get; init; } =
        System.Collections.ObjectModel.ReadOnlyDictionary<string, string>.Empty;
}

/// <summary>How a daemon is, as JSON.</summary>
internal sealed record DaemonView
{
    public required string Program { get; init; }

    public required bool IsRunning { get; init; }

    public int? Pid { get; init; }

    /// <summary>Where it answers; null when it listens nowhere, or does not answer.</summary>
    public string? Url { get; init; }

    public string? Version { get; init; }

    /// <summary>Of a node: what the server knows of it.</summary>
    public string? Status { get; init; }

    public string? Log { get; init; }
}
