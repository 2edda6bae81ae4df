using System.Text.Json.Serialization;

namespace Nexus.Workspaces.Lifecycle;

/// <summary>A service and the port it was given outside.</summary>
public sealed record WorkspaceService(
    string Name, int? Port, bool Internal, string Command, int ReadyWithinMs, int? MappedPort)
{
    /// <summary>Paths of those it needs to start.</summary>
    public IReadOnlyList<string>? Secrets { get; init; }

    /// <summary>It has a port outside.</summary>
    [JsonIgnore]
    public bool IsOpened => this is { Port: not null, Internal: false };

    [JsonIgnore]
    public TimeSpan ReadyWithin => TimeSpan.FromMilliseconds(ReadyWithinMs);
}
