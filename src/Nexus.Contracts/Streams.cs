using System.Text.Json.Serialization;

namespace Nexus.Contracts;

/// <summary>The kind of a frame of an interactive stream: the first byte of each.</summary>
public enum FrameKind : byte
{
    /// <summary>Bytes for the command.</summary>
    Stdin = 0,

    Stdout = 1,

    Stderr = 2,

    /// <summary>No more input follows.</summary>
    StdinEnd = 3,

    /// <summary><see cref="TerminalSize"/> as JSON.</summary>
    Resize = 4,

    /// <summary><see cref="ExecResult"/> as JSON; the last frame.</summary>
    Exit = 5,

    /// <summary><see cref="ErrorEnvelope"/>'s error as JSON; the last frame.</summary>
    Error = 6,

    /// <summary>A JSON document whose type the request decides: progress, or the result.</summary>
    Json = 7,
}

/// <summary>
/// What to run in an environment. Exactly one of <see cref="Argv"/> and <see cref="Command"/> is set.
/// </summary>
public sealed record ExecRequest
{
    public IReadOnlyList<string>? Argv { get; init; }

    /// <summary>Runs as <c>/bin/sh -c TEXT</c>.</summary>
    public string? Command { get; init; }

    /// <summary>Present: with a terminal of this size.</summary>
    public TerminalSize? Terminal { get; init; }

    /// <summary>Added to the environment's variables.</summary>
    public IReadOnlyDictionary<string, string>? Environment { get; init; }

    /// <summary>Default: the repository, else the home directory.</summary>
    public string? WorkingDirectory { get; init; }
}

/// <summary>In characters; <see cref="Term"/> is the <c>TERM</c> of the caller.</summary>
public sealed record TerminalSize(int Columns, int Rows, string? Term = null);

/// <summary>How a command ended: its exit code, or 128 + signal.</summary>
public sealed record ExecResult(int ExitCode);

/// <summary>What to read of the logs of a workspace.</summary>
public sealed record LogsRequest
{
    /// <summary>Null: every service.</summary>
    public string? Service { get; init; }

    public bool Follow { get; init; }

    public DateTimeOffset? Since { get; init; }

    /// <summary>Lines per service; null: all that is kept.</summary>
    public int? Tail { get; init; }
}

/// <summary>One line a service wrote.</summary>
/// <param name="Time">When it was read, UTC.</param>
/// <param name="Service">Its name; <c>nexus</c> for what the supervisor says.</param>
/// <param name="Stream"><c>stdout</c>, <c>stderr</c> or <c>nexus</c>.</param>
/// <param name="Text">Without the line end; at most 16 KiB.</param>
public sealed record LogLine(DateTimeOffset Time, string Service, string Stream, string Text);

/// <summary>What was last observed of a service.</summary>
[JsonConverter(typeof(SnakeCaseEnumConverter<ServiceState>))]
public enum ServiceState
{
    Pending,
    Starting,
    Healthy,
    Unhealthy,
    Failed,
    Stopped,

    /// <summary>Only in views: nobody could tell since the server started.</summary>
    Unknown,
}

/// <summary>Answer of <c>GET /health</c>.</summary>
public sealed record HealthView(string Status, string Version);

/// <summary>Answer of <c>GET /api/v1/health</c>, to who has a token.</summary>
public sealed record ServerHealthView
{
    /// <summary><c>ok</c>.</summary>
    public required string Status { get; init; }

    public required string Version { get; init; }

    /// <summary>Since the server started.</summary>
    public required long UptimeSeconds { get; init; }

    public required DateTimeOffset Now { get; init; }
}
