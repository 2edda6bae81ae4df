using Nexus.Contracts;
using Nexus.Node.Providers;

namespace Nexus.Node.Environments;

/// <summary>The <c>nexus-workspaced</c> that goes into every environment.</summary>
internal sealed class DaemonProgram(string directory)
{
    /// <summary>The main process of an environment, as seen inside.</summary>
    public const string Inside = $"{EnvironmentDirectories.InsidePrograms}/{Name}";

    private const string Name = "nexus-workspaced";
    private const UnixFileMode Executable =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    /// <summary><c>NEXUS_BIN</c>, else the directory of this program.</summary>
    public static DaemonProgram Found(string? nexusBin) =>
        new(nexusBin is { Length: > 0 } ? nexusBin : AppContext.BaseDirectory);

    /// <exception cref="NexusException"><c>node.daemon_missing</c>.</exception>
    public EnvironmentFile ToFile()
    {
        var path = Path.Combine(directory, Name);
        return File.Exists(path)
            ? new(Name, Executable, () => File.OpenRead(path))
            : throw new NexusException(EnvironmentErrors.DaemonMissing(path));
    }
}
