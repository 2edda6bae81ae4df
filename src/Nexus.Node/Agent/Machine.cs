using System.Globalization;
using System.Runtime.InteropServices;
using Nexus.Contracts;

namespace Nexus.Node.Agent;

/// <summary>This machine and this program, as the server is told of them.</summary>
/// <param name="version">Of the agent.</param>
/// <param name="state">The node's state: its file system is the one whose room is told.</param>
/// <param name="root">Where <c>/proc</c> and <c>/etc</c> are.</param>
internal sealed class Machine(string version, string state, string root = "/")
{
    private const string Unknown = "unknown";

    public string Version => version;

    /// <summary>What cannot be read is unknown, and no reason not to join.</summary>
    public NodeCapabilities Look()
    {
        var (size, free) = Disk();
        return new()
        {
            Arch = RuntimeInformation.OSArchitecture switch
            {
                Architecture.X64 => "amd64",
                var other => other.ToString().ToLowerInvariant(),
            },
            Os = First("etc/os-release", "PRETTY_NAME=")?.Split('=', 2)[1].Trim('"', '\'') ?? Unknown,
            Kernel = First("proc/sys/kernel/osrelease", "") ?? Unknown,
            Cpus = Lines("proc/stat").Count(line => line.StartsWith("cpu", StringComparison.Ordinal)
                && line.Length > 3 && char.IsAsciiDigit(line[3])),
            MemoryBytes = Memory(),
            DiskBytes = size,
            DiskFreeBytes = free,
        };
    }

    /// <summary>Room comes and goes by the minute: only a twentieth of the disk is worth a word.</summary>
    public static bool IsAsTold(NodeCapabilities now, NodeCapabilities told) =>
        now with { DiskFreeBytes = 0 } == told with { DiskFreeBytes = 0 }
        && Math.Abs(now.DiskFreeBytes - told.DiskFreeBytes) * 20 <= told.DiskBytes;

    private long Memory()
    {
        var words = First("proc/meminfo", "MemTotal:")?.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return words is [_, var kibi, ..] && long.TryParse(kibi, CultureInfo.InvariantCulture, out var number)
            ? number * 1024
            : 0;
    }

    private (long Size, long Free) Disk()
    {
        try
        {
            var drive = new DriveInfo(state);
            return (drive.TotalSize, drive.AvailableFreeSpace);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return (0, 0);
        }
    }

    private string? First(string path, string start) =>
        Lines(path).FirstOrDefault(line => line.StartsWith(start, StringComparison.Ordinal));

    private string[] Lines(string path)
    {
        try
        {
            return File.ReadAllLines(Path.Combine(root, path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
