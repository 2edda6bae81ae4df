using System.Collections.ObjectModel;
using System.Runtime.InteropServices;

namespace Nexus.Processes;

/// <summary>What to start, and what it is connected to.</summary>
public sealed record SpawnRequest(Argv Argv)
{
    /// <summary>Added to the inherited environment; the whole of it without one.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = ReadOnlyDictionary<string, string>.Empty;

    public bool InheritsEnvironment { get; init; } = true;

    public string? WorkingDirectory { get; init; }

    public StdioTarget Input { get; init; } = StdioTarget.Null;

    public StdioTarget Output { get; init; } = StdioTarget.Null;

    public StdioTarget Error { get; init; } = StdioTarget.Null;

    /// <summary>Present: the three streams are a new terminal of this size, which controls the new session.</summary>
    public TerminalWindow? Terminal { get; init; }

    /// <summary>Who owns the terminal's device when the command runs as another user.</summary>
    public FileOwner? TerminalOwner { get; init; }

    /// <summary>A session, and so a process group, of its own: killed whole, without our terminal.</summary>
    public bool NewSession { get; init; } = true;

    /// <summary>Is in its environment; whoever has it from there belongs to its tree. Null: its kin alone do.</summary>
    public ProcessMark? Mark { get; init; }
}

/// <summary>Where a child's standard stream leads.</summary>
public sealed class StdioTarget
{
    private StdioTarget()
    {
    }

    public static StdioTarget Null { get; } = new() { Path = "/dev/null" };

    /// <summary>Ours.</summary>
    public static StdioTarget Inherit { get; } = new();

    /// <summary>A pipe whose other end <see cref="ChildProcess"/> holds.</summary>
    public static StdioTarget Pipe { get; } = new() { IsPipe = true };

    internal bool IsPipe { get; private init; }

    internal string? Path { get; private init; }

    internal SafeHandle? Handle { get; private init; }

    /// <summary>Appends to a file, made when absent (0600).</summary>
    public static StdioTarget AppendTo(string path) => new() { Path = path };

    /// <summary>
    /// An open descriptor of ours; it stays ours to close. It becomes a blocking one, as programs expect theirs to be,
    /// so nothing of ours may read or write it any more.
    /// </summary>
    public static StdioTarget Of(SafeHandle handle) => new() { Handle = handle };
}

/// <summary>By number.</summary>
[StructLayout(LayoutKind.Auto)]
public readonly record struct FileOwner(int UserId, int GroupId);

/// <summary>In characters.</summary>
[StructLayout(LayoutKind.Auto)]
public readonly record struct TerminalWindow(int Columns, int Rows);
