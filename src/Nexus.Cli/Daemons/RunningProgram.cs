using System.Globalization;
using Nexus.Processes;

namespace Nexus.Cli.Daemons;

/// <summary>A process of this user that runs one of our programs.</summary>
internal static class RunningProgram
{
    /// <returns>Null when the pid is nobody's, or has gone to another program or another user.</returns>
    public static ProcessIdentity? Find(int pid, string program) =>
        ProcessIdentity.Of(pid) is { IsAlive: true } process && IsOurs(pid, program) ? process : null;

    /// <summary>The kernel shows only to the same user which program a process runs.</summary>
    private static bool IsOurs(int pid, string program)
    {
        try
        {
            var file = File.ResolveLinkTarget(
                string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/exe"), returnFinalTarget: false);
            return file?.Name.Split(' ')[0] == program;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
