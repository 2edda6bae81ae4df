using System.Globalization;
using Nexus.Platform.Metrics;

namespace Nexus.Server.Metrics;

/// <summary>The server's own process, under the names every Prometheus client uses.</summary>
internal sealed class ProcessFigures : IFigures
{
    /// <summary>Linux counts in hundredths of a second in all that it shows to programs.</summary>
    private const double TicksPerSecond = 100;

    private static readonly Metric Cpu = new(
        "process_cpu_seconds_total", MetricKind.Counter, "Processor time of the server.");

    private static readonly Metric Memory = new(
        "process_resident_memory_bytes", MetricKind.Gauge, "Memory of the server that is in RAM.");

    private static readonly Metric Files = new(
        "process_open_fds", MetricKind.Gauge, "Open file descriptors of the server.");

    private static readonly Metric Started = new(
        "process_start_time_seconds", MetricKind.Gauge, "When the server was started, in seconds since 1970.");

    public IReadOnlyList<Metric> Metrics => [Cpu, Memory, Files, Started];

    public Task WriteAsync(MetricText text, CancellationToken cancellationToken)
    {
        text.Write(Cpu, Environment.CpuUsage.TotalTime.TotalSeconds);
        text.Write(Memory, Environment.WorkingSet);
        text.Write(Files, Directory.EnumerateFileSystemEntries("/proc/self/fd").Count());
        text.Write(Started, StartedAt());
        return Task.CompletedTask;
    }

    /// <summary>proc(5): the machine's start, and field 22 of the process counted from it.</summary>
    private static double StartedAt()
    {
        const string boot = "btime ";
        var machine = File.ReadLines("/proc/stat").First(line => line.StartsWith(boot, StringComparison.Ordinal));
        var fields = File.ReadAllText("/proc/self/stat").Split(") ")[^1].Split(' ');
        return long.Parse(machine[boot.Length..], CultureInfo.InvariantCulture)
            + (long.Parse(fields[19], CultureInfo.InvariantCulture) / TicksPerSecond);
    }
}
