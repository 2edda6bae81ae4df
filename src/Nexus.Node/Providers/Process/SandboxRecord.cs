using System.Text.Json;
using Nexus.Node.Files;
using Nexus.Processes;

namespace Nexus.Node.Providers.Process;

/// <summary>A process that is not another one's pid used again, also after a restart of the machine.</summary>
internal sealed record KnownProcess(int Pid, long StartTime)
{
    public static KnownProcess Of(ProcessIdentity identity) => new(identity.Pid, identity.StartTime);

    public ProcessIdentity ToIdentity() => new(Pid, StartTime);
}

/// <summary>What the provider remembers of a sandbox: how it shall be, and what was started last.</summary>
internal sealed record SandboxRecord
{
    public required string WorkspaceId { get; init; }

    /// <summary>The user it runs as outside; null: the node's own.</summary>
    public uint? User { get; init; }

    public required int Processes { get; init; }

    /// <summary>What bounds it, where it was asked to be and can be; null: the machine alone.</summary>
    public ControlGroup? Group { get; init; }

    /// <summary>Of the group.</summary>
    public EnvironmentLimits? Limits { get; init; }

    /// <summary>Only its home is left of it: the rest must be made before it is one again.</summary>
    public bool IsBare { get; init; }

    /// <summary>Of the machine when it was started.</summary>
    public string? BootId { get; init; }

    /// <summary>Process 1 inside.</summary>
    public KnownProcess? Main { get; init; }

    /// <summary>Bubblewrap itself, which waits outside and says how the main process ended.</summary>
    public KnownProcess? Monitor { get; init; }

    public KnownProcess? Egress { get; init; }

    public static string CurrentBootId => File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim();

    /// <returns>The main process, when it lives.</returns>
    public ProcessIdentity? Running() =>
        BootId == CurrentBootId && Main?.ToIdentity() is { IsAlive: true } main ? main : null;

    public static SandboxRecord? Read(SandboxPaths paths) => File.Exists(paths.Record)
        ? JsonSerializer.Deserialize(File.ReadAllBytes(paths.Record), NodeJson.Default.SandboxRecord)
        : null;

    public void Write(SandboxPaths paths) =>
        DurableFile.Write(paths.Record, JsonSerializer.SerializeToUtf8Bytes(this, NodeJson.Default.SandboxRecord));
}
