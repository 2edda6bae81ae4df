using System.Globalization;
namespace Nexus.Spec.Detecting;

/// <summary>
/// What a repository that does not say how to install its dependencies most likely needs: the lock file chooses the
/// tool. Never fails: a file that cannot be understood counts as not there.
/// </summary>
public static class Dependencies
{
    private static readonly IReadOnlyList<Func<SourceDirectory, DependencyInstall?>> Languages =
    [
        NodeDependencies.Of, PythonDependencies.Of, CompiledDependencies.OfGo, CompiledDependencies.OfCargo,
        CompiledDependencies.OfDotnet,
    ];

    /// <summary>Where to look: the repository first (empty), then the directories its services run in.</summary>
    public static IReadOnlyList<string> Directories(WorkspaceConfig config) =>
    [
        .. config.Services.Select(service => Plain(service.WorkingDirectory ?? ""))
            .Prepend("").Distinct(StringComparer.Ordinal),
    ];

    /// <param name="directories">The repository first.</param>
    /// <returns>In the order to run them.</returns>
    public static IReadOnlyList<DependencyInstall> Detect(IReadOnlyList<SourceDirectory> directories)
    {
        var isOneProject = directories.Count > 0 && NodeDependencies.HasWorkspaces(directories[0]);
        return [.. directories.SelectMany(
            directory => Of(directory).Where(found => !isOneProject || !found.IsOfNode || directory.Path is ""))];
    }

    /// <summary>A Makefile counts where nothing else is found.</summary>
    private static List<DependencyInstall> Of(SourceDirectory directory)
    {
        var found = Languages.Select(language => language(directory)).OfType<DependencyInstall>().ToList();
        if (found.Count == 0 && MakeDependencies.Of(directory) is { } made)
            found.Add(made);
        return found;
    }

    private static string Plain(string path) => string.Join(
        '/', path.Split('/', StringSplitOptions.RemoveEmptyEntries).Where(part => part is not "."));
}

/// <summary>A directory of a repository, as detection sees it.</summary>
/// <param name="Path">Relative to the repository; empty: the repository itself.</param>
/// <param name="Files">Names of the files in it.</param>
/// <param name="Read">The text of one of them; null when it cannot be read.</param>
public sealed record SourceDirectory(string Path, IReadOnlyCollection<string> Files, Func<string, string?> Read)
{
    internal bool Has(string name) => Files.Contains(name, StringComparer.Ordinal);

    internal string Text(string name) => Has(name) ? Read(name) ?? "" : "";

    /// <summary>Those of the names that are there.</summary>
    internal IReadOnlyList<string> Of(params IReadOnlyList<string> names) => [.. names.Where(Has)];
}

/// <summary>One way to install what a directory of a repository depends on.</summary>
public sealed record DependencyInstall
{
    /// <summary>Relative to the repository; empty: the repository itself.</summary>
    public required string Directory { get; init; }

    /// <summary>The program that must be there.</summary>
    public required string Tool { get; init; }

    /// <summary>For <c>/bin/sh -c</c> in the directory.</summary>
    public required string Command { get; init; }

    /// <summary>Names in the directory: while these files do not change, it need not be done again.</summary>
    public required IReadOnlyList<string> Inputs { get; init; }

    /// <summary>A directory there that it makes; without that it is done again. Null: it makes none there.</summary>
    public string? Output { get; init; }

    /// <summary>What the tool must have besides, where its distribution takes it apart; null: nothing.</summary>
    public ToolPart? Part { get; init; }

    /// <summary>Debian packages that have the tool; empty: Debian has none.</summary>
    public IReadOnlyList<string> Packages { get; init; } = [];

    internal bool IsOfNode => Tool is "npm" or "yarn" or "pnpm";

    /// <summary>As somebody would type it in the repository, on one line whatever the directory is called.</summary>
    public string Typed => Directory is "" ? Command : $"cd {Quoted(Visible(Directory))} && {Command}";

    /// <summary>The same as one word for a POSIX shell.</summary>
    public string Word => Quoted(Typed);

    /// <summary>Whether it is the other one, perhaps with another command.</summary>
    public bool IsSameAs(DependencyInstall other) => (Directory, Tool) == (other.Directory, other.Tool);

    /// <summary>Names are the repository's: nothing in them moves a cursor, or turns text around.</summary>
    private static string Visible(string name) => string.Concat(name.Select(
        c => char.GetUnicodeCategory(c) is UnicodeCategory.Control or UnicodeCategory.Format ? '?' : c));

    private static string Quoted(string path) =>
        path.All(c => char.IsAsciiLetterOrDigit(c) || c is '/' or '.' or '-' or '_')
            ? path
            : $"'{path.Replace("'", @"'\''", StringComparison.Ordinal)}'";
}

/// <summary>What a tool may lack.</summary>
/// <param name="Name">With its tool, for people.</param>
/// <param name="Check">For <c>/bin/sh -c</c> in the directory: whether it is there, or not needed.</param>
public sealed record ToolPart(string Name, string Check);
