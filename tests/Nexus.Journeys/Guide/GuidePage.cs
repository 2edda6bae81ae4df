using System.Runtime.CompilerServices;

namespace Nexus.Journeys.Guide;

/// <summary>Something that a reader of the guide does.</summary>
/// <param name="Line">Where the page says so.</param>
internal abstract record GuideStep(int Line);

/// <summary>A block <c>```yaml .nexus/config.yaml</c>: a file below the current directory.</summary>
internal sealed record GuideFile(int Line, string Path, string Text) : GuideStep(Line);

/// <summary>A line <c>$ command</c> of a block <c>```console</c>, <c>&gt;</c> going on, and what it prints.</summary>
internal sealed record GuideCommand(int Line, string Text, IReadOnlyList<string> Outline) : GuideStep(Line)
{
    /// <summary>Whose machine it is, as a block <c>```console ann</c> says; empty: the reader's.</summary>
    public string Who { get; init; } = "";

    /// <summary>Where its block begins: each of somebody else is a shell of its own.</summary>
    public int Block { get; init; }

    /// <summary>An outline with an error shows a failure; every other command succeeds.</summary>
    public bool Fails => Outline.Any(line => line.StartsWith("error:", StringComparison.Ordinal));
}

/// <summary>A page of the guide. No block of it is left over: it is run, written to a file, or plain text.</summary>
internal sealed record GuidePage(string Name, string Text, IReadOnlyList<GuideStep> Steps)
{
    private const string Fence = "```";

    public static string Root { get; } = FindRoot();

    public static IReadOnlyList<string> Names { get; } =
    [
        .. Directory.GetFiles(Path.Combine(Root, "docs", "guide"), "*.md")
            .Select(path => Path.GetFileNameWithoutExtension(path)).Order(StringComparer.Ordinal),
    ];

    public static GuidePage Read(string name) => Read(name, Path.Combine(Root, "docs", "guide", $"{name}.md"));

    /// <summary>Any page that is written as those of the guide are.</summary>
    public static GuidePage Read(string name, string path) =>
        new(name, File.ReadAllText(path), [.. StepsOf(name, File.ReadAllLines(path))]);

    private static IEnumerable<GuideStep> StepsOf(string name, string[] lines)
    {
        for (var at = 0; at < lines.Length; at++)
        {
            if (!lines[at].StartsWith(Fence, StringComparison.Ordinal))
                continue;
            var end = Array.FindIndex(lines, at + 1, line => line == Fence);
            Assert.True(end > at, $"{name}.md:{at + 1}: the block does not end");
            foreach (var step in Block(name, at + 1, lines[at][Fence.Length..].Split(' '), lines[(at + 1)..end]))
                yield return step;
            at = end;
        }
    }

    private static IEnumerable<GuideStep> Block(string name, int line, string[] info, string[] body)
    {
        switch (info)
        {
            case ["text"]:
                return [];
            case ["console"]:
                return Commands(line + 1, body);
            case ["console", { Length: > 0 } who]:
                return Commands(line + 1, body).Select(command => command with { Who = who, Block = line });
            case [_, { Length: > 0 } path]:
                return [new GuideFile(line, path, string.Join('\n', body))];
            default:
                Assert.Fail($"{name}.md:{line}: a block '{string.Join(' ', info)}' is neither run nor written");
                return [];
        }
    }

    private static IEnumerable<GuideCommand> Commands(int line, string[] body)
    {
        for (var at = 0; at < body.Length;)
        {
            Assert.StartsWith("$ ", body[at], StringComparison.Ordinal);
            var start = at++;
            while (at < body.Length && body[at].StartsWith("> ", StringComparison.Ordinal))
                at++;
            var typed = string.Join('\n', body[start..at].Select(part => part[2..]));
            var printed = at;
            while (at < body.Length && !body[at].StartsWith("$ ", StringComparison.Ordinal))
                at++;
            yield return new GuideCommand(line + start, typed, body[printed..at]);
        }
    }

    private static string FindRoot([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", ".."));
}
