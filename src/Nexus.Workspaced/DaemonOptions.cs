using Nexus.Contracts;

namespace Nexus.Workspaced;

/// <summary>From the environment's variables, which the provider sets.</summary>
internal sealed record DaemonOptions
{
    public required string WorkspaceId { get; init; }

    public required string SocketPath { get; init; }

    /// <summary>Kept while the environment exists: host key, logs, what was set up.</summary>
    public required string StateDirectory { get; init; }

    public required string UserName { get; init; }

    /// <exception cref="NexusException"><c>workspaced.bad_options</c>.</exception>
    public static DaemonOptions Read(Func<string, string?> variable) => new()
    {
        WorkspaceId = variable("NEXUS_WORKSPACE_ID") is { Length: > 0 } id
            ? id
            : throw WorkspacedErrors.NoWorkspaceId(),
        SocketPath = variable("NEXUS_SOCKET") ?? "/var/lib/nexus/workspaced.sock",
        StateDirectory = variable("NEXUS_STATE") ?? DefaultState(variable),
        UserName = variable("NEXUS_USER") ?? "dev",
    };

    private static string DefaultState(Func<string, string?> variable) => Environment.IsPrivilegedProcess
        ? "/var/lib/nexus-state"
        : Path.Combine(variable("HOME") ?? "/tmp", ".nexus-state");
}
