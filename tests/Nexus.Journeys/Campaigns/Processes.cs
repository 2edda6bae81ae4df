using System.Globalization;

namespace Nexus.Journeys.Campaigns;

/// <summary>A process of this machine.</summary>
/// <param name="Pid">Its number.</param>
/// <param name="Parent">Its parent's.</param>
/// <param name="Command">Its words, with spaces between.</param>
/// <param name="Directory">Where it is; null: it may not be seen.</param>
internal sealed record RunningProcess(int Pid, int Parent, string Command, string? Directory);

/// <summary>Who runs: <c>/proc</c>.</summary>
internal static class Processes
{
    public static IReadOnlyList<RunningProcess> All()
    {
        var all = new List<RunningProcess>();
        foreach (var directory in System.IO.Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(directory), CultureInfo.InvariantCulture, out var pid))
                continue;
            try
            {
                var stat = File.ReadAllText($"{directory}/stat");
                all.Add(new(
                    pid, int.Parse(stat[(stat.LastIndexOf(')') + 4)..].Split(' ')[0], CultureInfo.InvariantCulture),
                    File.ReadAllText($"{directory}/cmdline").Replace('\0', ' ').Trim(),
                    new FileInfo($"{directory}/cwd").LinkTarget));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // It ended meanwhile.
                continue;
            }
        }

        return all;
    }

    /// <summary>Its children, theirs, and so on.</summary>
    public static IReadOnlyList<RunningProcess> Below(int pid)
    {
        var children = All().ToLookup(process => process.Parent);
        var found = new List<RunningProcess>(children[pid]);
        for (var next = 0; next < found.Count; next++)
            found.AddRange(children[found[next].Pid]);
        return found;
    }
}
