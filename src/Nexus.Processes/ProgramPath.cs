using Nexus.Processes.Linux;

namespace Nexus.Processes;

/// <summary>Where programs are.</summary>
public static class ProgramPath
{
    /// <summary>For who has no <c>PATH</c>.</summary>
    public const string Default = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    /// <returns>A name with a slash as it is; another one found in <paramref name="path"/>, else null.</returns>
    public static string? Find(string program, string? path)
    {
        if (program.Contains('/', StringComparison.Ordinal))
            return program;

        foreach (var directory in (path ?? Default).Split(':', StringSplitOptions.RemoveEmptyEntries))
        {
            var candidate = Path.Combine(directory, program);
            if (Libc.Access(candidate, Libc.MayExecute) == 0 && File.Exists(candidate))
                return candidate;
        }

        return null;
    }
}
