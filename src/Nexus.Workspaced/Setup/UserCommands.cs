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

    public ChildProcess Start(SpawnRequest request) => spawner.Spawn(request);
}
