using Nexus.Processes;

namespace Nexus.Workspaced.Setup;

/// <summary>Everything that runs for the user starts here: as that user, in that user's environment.</summary>
internal sealed class UserCommands(Spawner spawner, UserAccount user, Variables variables)
{
    /// <summary>Ourselves also when the file was replaced since.</summary>
    private const string Self = "/proc/self/exe";

    public UserAccount User => user;

    /// <summary>A command that somebody wrote as one text.</summary>
    public static Argv Shell(string text) => new("/bin/sh", "-c", text);

    /// <param name="added">To the environment.</param>
    /// <param name="directory">Null: the repository, else the home directory.</param>
    public SpawnRequest Request(
        Argv argv, IReadOnlyDictionary<string, string>? added = null, string? directory = null) =>
        new(Launcher.Wrap(Self, user.LaunchUser, directory ?? user.DefaultDirectory, argv))
        {
            Environment = variables.With(added),
            InheritsEnvironment = false,
        };

    /// <summary>Whether that user finds such a program.</summary>
    public bool Has(string program) => ProgramPath.Find(program, variables.All.GetValueOrDefault("PATH")) is not null;

    /// <summary>A command of the project itself: programs of its virtual environment of Python come first.</summary>
    /// <inheritdoc cref="Request"/>
    public SpawnRequest ProjectRequest(
        Argv argv, IReadOnlyDictionary<string, string>? added = null, string? directory = null)
    {
        var request = Request(argv, added, directory);
        var programs = Path.Combine(directory ?? user.DefaultDirectory, ".venv", "bin");
        if (added?.ContainsKey("PATH") is true || !Directory.Exists(programs))
            return request;
        var path = variables.All.GetValueOrDefault("PATH");
        return request with
        {
            Environment = new Dictionary<string, string>(variables.With(added), StringComparer.Ordinal)
            {
                ["PATH"] = $"{programs}:{path}",
                ["VIRTUAL_ENV"] = Path.GetDirectoryName(programs) ?? "",
            },
        };
    }

    public ChildProcess Start(SpawnRequest request) => spawner.Spawn(request);
}
