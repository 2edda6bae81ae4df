using System.Globalization;
using System.Text;

namespace Nexus.Processes.Linux;

/// <summary>What a process uses: its processor clock and <c>/proc/PID/statm</c>, proc(5).</summary>
internal static class ProcUsage
{
    private const int SchedulerClock = 2;
    private const int ResidentField = 1;
    private const int SharedField = 2;

    /// <returns>Null when it is gone.</returns>
    public static ProcessUsage? Read(ProcessIdentity process)
    {
        if (Memory(process.Pid) is not { } memory || Cpu(process.Pid) is not { } cpu)
            return null;
        var (resident, shared) = memory;
        return new(process, cpu, Math.Max(0, resident - shared), shared);
    }

    /// <summary>In nanoseconds, where <c>/proc/PID/stat</c> counts hundredths of a second.</summary>
    private static unsafe TimeSpan? Cpu(int pid)
    {
        var time = stackalloc long[2];
        return Libc.ReadClock((~pid << 3) | SchedulerClock, time) == 0
            ? TimeSpan.FromSeconds(time[0]) + TimeSpan.FromTicks(time[1] / TimeSpan.NanosecondsPerTick)
            : null;
    }

    private static (long Resident, long Shared)? Memory(int pid)
    {
        Span<byte> line = stackalloc byte[256];
        try
        {
            using var file = File.OpenHandle(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/statm"));
            var fields = Encoding.ASCII.GetString(line[..RandomAccess.Read(file, line, 0)]).Split(' ');
            return fields.Length <= SharedField ? null : (Bytes(fields[ResidentField]), Bytes(fields[SharedField]));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static long Bytes(string pages) =>
        long.Parse(pages, CultureInfo.InvariantCulture) * Environment.SystemPageSize;
}
