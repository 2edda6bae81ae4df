using System.Globalization;
using Nexus.Spec.Detecting;
using Nexus.Workspaced.Setup;

namespace Nexus.Workspaced.Dependencies;

/// <summary>
/// What was installed, and from which files: as make does, by size and time. Goes with the environment, so that a new
/// one installs anew.
/// </summary>
/// <param name="file">Where they are kept: a line for each, of words without blanks.</param>
/// <param name="repository">Its path.</param>
internal sealed class InstallStamps(string file, string repository)
{
    public bool IsDone(DependencyInstall install) =>
        Read().GetValueOrDefault(KeyOf(install)) == StampOf(install)
        && (install.Output is null || Directory.Exists(Path.Combine(repository, install.Directory, install.Output)));

    public void Done(DependencyInstall install)
    {
        var all = Read();
        all[KeyOf(install)] = StampOf(install);
        StateDirectory.Write(
            file, string.Concat(all.Select(stamp => $"{stamp.Key} {stamp.Value}\n")),
            UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    private Dictionary<string, string> Read() => File.Exists(file)
        ? File.ReadLines(file).Select(line => line.Split(' ', 2)).Where(words => words.Length == 2)
            .ToDictionary(words => words[0], words => words[1], StringComparer.Ordinal)
        : new(StringComparer.Ordinal);

    private static string KeyOf(DependencyInstall install) => $"{install.Tool}:{Escaped(install.Directory)}";

    private string StampOf(DependencyInstall install) =>
        string.Join(' ', install.Inputs.Select(name => StampOf(install, name)).Prepend(Escaped(install.Command)));

    private string StampOf(DependencyInstall install, string name)
    {
        var input = new FileInfo(Path.Combine(repository, install.Directory, name));
        return input.Exists
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"{Escaped(name)}:{input.Length}:{input.LastWriteTimeUtc.Ticks}")
            : $"{Escaped(name)}:-";
    }

    private static string Escaped(string text) => Uri.EscapeDataString(text);
}
