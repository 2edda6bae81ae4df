using System.Diagnostics.CodeAnalysis;
using Nexus.Cli.Talk;
using Nexus.Contracts;
using Nexus.Processes.Terminals;

namespace Nexus.Cli;

/// <summary>Where the command line was called: its variables, its directories, its terminal.</summary>
internal sealed record Place
{
    public required Func<string, string?> Variable { get; init; }

    /// <exception cref="NexusException"><c>file.unusable</c> when it was removed: null here.</exception>
    [AllowNull]
    public required string Directory
    {
        get => field ?? throw new NexusException(CliErrors.NoDirectory());
        init;
    }

    public required string UserHome { get; init; }

    /// <summary>Where this program and its siblings are.</summary>
    public required string Programs { get; init; }

    /// <summary>Whether a person sees the talk, so that a line may be drawn again.</summary>
    public bool TalkIsTerminal { get; init; }

    public bool ResultIsTerminal { get; init; }

    /// <summary>How wide the terminal is now.</summary>
    public Func<int> Columns { get; init; } = () => 80;

    /// <summary>How wide a line of results may be; null where nobody sees it break.</summary>
    public int? ResultRoom => ResultIsTerminal ? Columns() : null;

    /// <summary>What is given to us to pass on.</summary>
    public Stream Input { get; init; } = Stream.Null;

    /// <summary>Reads an answer; null when nobody is there to give one.</summary>
    public Func<string?>? Ask { get; init; }

    /// <summary>Reads an answer that is not shown after a question; null when nobody is there to give one.</summary>
    public Func<string, string?>? AskHidden { get; init; }

    /// <summary>The user's own files: choices, credentials, records.</summary>
    public string UserDirectory => Set("NEXUS_CONFIG_DIR") ?? Path.Combine(UserHome, ".nexus");

    /// <summary>The home of the server of this machine's user.</summary>
    public string NexusHome => Set("NEXUS_HOME") ?? Path.Combine(
        Set("XDG_DATA_HOME") ?? Path.Combine(UserHome, ".local", "share"), "nexus");

    public bool HasColours => Set("NO_COLOR") is null && CanMove;

    /// <summary>Whether a line of the talk can be drawn again.</summary>
    public bool CanRedraw => TalkIsTerminal && CanMove;

    private bool CanMove => Set("TERM") is not (null or "dumb");

    /// <summary>A variable that is there and not empty.</summary>
    public string? Set(string name) => Variable(name) is { Length: > 0 } value ? value : null;

    /// <summary>A variable that switches something on: there, and not a word for off.</summary>
    public bool IsOn(string name) =>
        Set(name) is { } value && value.ToLowerInvariant() is not ("0" or "false" or "no" or "off");

    public string Expand(string path) =>
        path.StartsWith("~/", StringComparison.Ordinal) ? Path.GetFullPath(Path.Combine(UserHome, path[2..]))
        : Path.IsPathRooted(path) ? Path.GetFullPath(path)
        : Path.GetFullPath(path, Directory);

    public static Place Here() => new()
    {
        Variable = Environment.GetEnvironmentVariable,
        Directory = CurrentDirectory(),
        UserHome = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile),
        Programs = Environment.GetEnvironmentVariable("NEXUS_BIN") ?? AppContext.BaseDirectory,
        TalkIsTerminal = !Console.IsErrorRedirected,
        ResultIsTerminal = !Console.IsOutputRedirected,
        Columns = () => RawTerminal.Window?.Columns is { } columns and > 0 ? columns : 80,
        Input = new StandardStream(0),
        Ask = Console.IsInputRedirected || Console.IsErrorRedirected
            ? null
            : new StreamReader(new StandardStream(0)).ReadLine,
        AskHidden = Console.IsInputRedirected || Console.IsErrorRedirected ? null : HiddenAnswer.Read,
    };

    private static string? CurrentDirectory()
    {
        try
        {
            return Environment.CurrentDirectory;
        }
        catch (IOException)
        {
            return null;
        }
    }
}
