namespace Nexus.Spec.Detecting;

/// <summary>
/// Packages of a Python project, by uv, poetry, or pip in a virtual environment: Debian's own Python takes none.
/// </summary>
internal static class PythonDependencies
{
    private const string Project = "pyproject.toml";
    private const string Environment = ".venv";

    /// <summary>Else it goes below <c>~/.cache</c>, where no editor looks for it.</summary>
    private const string InProject = "POETRY_VIRTUALENVS_IN_PROJECT=true";

    /// <summary>One that the Python of another image made does not work with this one.</summary>
    private const string IsMade = """[ "$(.venv/bin/python -V 2>&1)" = "$(python3 -V)" ]""";

    private const string MakeEnvironment = $"{IsMade} || python3 -m venv --clear .venv";

    /// <summary>Debian's python3 can make no environment without the package that has this module.</summary>
    private static readonly ToolPart Maker =
        new("python3 with ensurepip", $"{IsMade} || python3 -c 'import ensurepip'");

    public static DependencyInstall? Of(SourceDirectory directory)
    {
        var project = directory.Text(Project);
        return directory switch
        {
            _ when directory.Has("uv.lock") => By(directory, "uv", "uv sync", [Project, "uv.lock"]) with
            {
                Output = Environment,
            },
            _ when directory.Has("poetry.lock") || HasTable(project, "tool.poetry") =>
                By(directory, "poetry", $"{InProject} poetry install", [Project, "poetry.lock"]) with
                {
                    Output = Environment,
                    Packages = ["python3-poetry"],
                },
            _ when directory.Has("requirements.txt") => ByPip(
                directory, "-r requirements.txt",
                ["requirements.txt", .. Requirements.NamedBy(directory, "requirements.txt")]),
            _ when HasTable(project, "project") && HasTable(project, "build-system") =>
                ByPip(directory, "-e .", [Project]),
            _ => null,
        };
    }

    private static DependencyInstall ByPip(SourceDirectory directory, string what, IReadOnlyList<string> inputs) =>
        By(directory, "python3", $"{MakeEnvironment} && {Environment}/bin/pip install {what}", []) with
        {
            Inputs = inputs,
            Output = Environment,
            Part = Maker,
            Packages = ["python3-venv"],
        };

    private static DependencyInstall By(
        SourceDirectory directory, string tool, string command, IReadOnlyList<string> inputs) => new()
        {
            Directory = directory.Path,
            Tool = tool,
            Command = command,
            Inputs = directory.Of(inputs),
        };

    private static bool HasTable(string toml, string name) =>
        toml.Split('\n').Any(line => line.TrimEnd() == $"[{name}]");
}
