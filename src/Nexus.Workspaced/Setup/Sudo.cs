using Nexus.Processes;

namespace Nexus.Workspaced.Setup;

/// <summary>Whether the user can become root: an image with sudo, and a sandbox that lets it work.</summary>
internal static class Sudo
{
    private const string DropIns = "/etc/sudoers.d";

    /// <summary>Allows it where it can be.</summary>
    /// <returns>Whether it works.</returns>
    public static bool Allow(UserAccount user)
    {
        if (!Environment.IsPrivilegedProcess || !IsInstalled || NoNewPrivileges)
            return false;

        var file = Path.Combine(DropIns, "nexus");
        File.WriteAllText(file, $"{user.Name} ALL=(ALL:ALL) NOPASSWD:ALL\n");
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.GroupRead);
        return true;
    }

    private static bool IsInstalled => ProgramPath.Find("sudo", ProgramPath.Default) is not null
        && Directory.Exists(DropIns);

    private static bool NoNewPrivileges =>
        File.ReadLines("/proc/self/status").Contains("NoNewPrivs:\t1", StringComparer.Ordinal);
}
