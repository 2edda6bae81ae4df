using System.Globalization;
using System.Text;

namespace Nexus.Processes.Linux;

/// <summary>A line of <c>/proc/PID/stat</c>, proc(5).</summary>
/// <param name="StartTime">In clock ticks since the machine started: with the pid it names a process for ever.</param>
internal readonly record struct ProcStat(int Pid, char State, int Parent, int Group, int Session, long StartTime)
{
    public bool IsZombie => State is 'Z' or 'X';

    public bool IsSuspended => State is 'T';

    /// <returns>Null when there is no such process.</returns>
    public static ProcStat? Read(int pid)
    {
        Span<byte> line = stackalloc byte[1024];
        try
        {
            using var file = File.OpenHandle(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/stat"));
            line = line[..RandomAccess.Read(file, line, 0)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }

        return Parse(pid, line);
    }

    public static List<ProcStat> ReadAll()
    {
        var all = new List<ProcStat>();
        foreach (var directory in Directory.EnumerateDirectories("/proc"))
        {
            var name = Path.GetFileName(directory.AsSpan());
            if (int.TryParse(name, CultureInfo.InvariantCulture, out var pid) && Read(pid) is { } stat)
                all.Add(stat);
        }

        return all;
    }

    /// <summary>What a process started itself and did not wait for yet.</summary>
    public static IReadOnlyList<int> ChildrenOf(int pid)
    {
        try
        {
            var text = File.ReadAllText(
                string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/task/{pid}/children"));
            return [.. text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Number)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    /// <summary>The name in parentheses may hold anything, also spaces and parentheses.</summary>
    private static ProcStat? Parse(int pid, ReadOnlySpan<byte> line)
    {
        var nameEnd = line.LastIndexOf(") "u8);
        if (nameEnd < 0)
            return null;

        var fields = Encoding.ASCII.GetString(line[(nameEnd + 2)..]).Split(' ');
        return fields.Length < 20
            ? null
            : new(pid, fields[0][0], Number(fields[1]), Number(fields[2]), Number(fields[3]),
                long.Parse(fields[19], CultureInfo.InvariantCulture));
    }

    private static int Number(string field) => int.Parse(field, CultureInfo.InvariantCulture);
}
