using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Numerics;

namespace Nexus.Node.Providers.Process;

/// <summary>
/// Networks that are on this machine alone: containers and virtual machines are joined to them, and they lead nowhere
/// else. Whether or not anything runs in them now.
/// </summary>
internal static class LocalBridges
{
    private const string Links = "/sys/class/net";

    /// <returns>As <c>172.17.0.0/16</c>, IPv4, each once.</returns>
    public static IReadOnlyList<string> Networks() =>
        [.. Networks(File.ReadLines("/proc/net/route"), IsOfThisMachineAlone)];

    /// <param name="routes">Lines of <c>/proc/net/route</c>: interface, network, ..., eighth its mask.</param>
    /// <param name="isLocal">Of an interface.</param>
    internal static IEnumerable<string> Networks(IEnumerable<string> routes, Func<string, bool> isLocal) =>
        (from line in routes.Skip(1)
         let fields = line.Split('\t', StringSplitOptions.TrimEntries)
         where fields.Length > 7 && fields[1] is not "00000000" && isLocal(fields[0])
         select $"{new IPAddress(Number(fields[1]))}/{BitOperations.PopCount(Number(fields[7]))}")
        .Distinct(StringComparer.Ordinal);

    /// <summary>A bridge that no device of the machine is joined to.</summary>
    private static bool IsOfThisMachineAlone(string link)
    {
        try
        {
            return Directory.Exists(Path.Combine(Links, link, "bridge"))
                && !Directory.EnumerateFileSystemEntries(Path.Combine(Links, link, "brif"))
                    .Any(port => Path.Exists(Path.Combine(Links, Path.GetFileName(port), "device")));
        }
        catch (DirectoryNotFoundException)
        {
            return false; // It went away meanwhile.
        }
    }

    /// <summary>The kernel prints four bytes in network order as one number of this machine.</summary>
    private static uint Number(string hex)
    {
        var number = uint.Parse(hex, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        return BitConverter.IsLittleEndian ? number : BinaryPrimitives.ReverseEndianness(number);
    }
}
