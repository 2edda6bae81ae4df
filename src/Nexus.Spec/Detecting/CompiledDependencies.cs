namespace Nexus.Spec.Detecting;

/// <summary>What Go, Rust and .NET projects fetch before they are built.</summary>
internal static class CompiledDependencies
{
    public static DependencyInstall? OfGo(SourceDirectory directory) =>
        directory.Text("go.mod").Split('\n').Any(line => line.StartsWith("require", StringComparison.Ordinal))
            ? new()
            {
                Directory = directory.Path,
                Tool = "go",
                Command = "go mod download",
                Inputs = directory.Of("go.mod", "go.sum"),
                Packages = ["golang-go"],
            }
            : null;

    public static DependencyInstall? OfCargo(SourceDirectory directory) => directory.Has("Cargo.toml")
        ? new()
        {
            Directory = directory.Path,
            Tool = "cargo",
            Command = directory.Has("Cargo.lock") ? "cargo fetch --locked" : "cargo fetch",
            Inputs = directory.Of("Cargo.toml", "Cargo.lock"),
            Packages = ["cargo"],
        }
        : null;

    /// <summary>A solution, or the only project: of several, nobody knows which.</summary>
    public static DependencyInstall? OfDotnet(SourceDirectory directory)
    {
        var solutions = With(directory, ".sln", ".slnx");
        var projects = With(directory, ".csproj", ".fsproj", ".vbproj");
        return solutions.Count == 1 || (solutions.Count == 0 && projects.Count == 1)
            ? new()
            {
                Directory = directory.Path,
                Tool = "dotnet",
                Command = "dotnet restore",
                Inputs =
                [
                    .. solutions, .. projects,
                    .. directory.Of("Directory.Packages.props", "packages.lock.json", "global.json"),
                ],
            }
            : null;
    }

    private static List<string> With(SourceDirectory directory, params string[] extensions) =>
    [
        .. directory.Files.Where(name => extensions.Contains(Path.GetExtension(name), StringComparer.Ordinal))
            .Order(StringComparer.Ordinal),
    ];
}
