using System.Globalization;

namespace Nexus.Bench.Engine;

/// <summary>Of the whole machine, in ticks since it started; from the first line of <c>/proc/stat</c>.</summary>
/// <param name="Stolen">What a virtual machine wanted and its host gave to others.</param>
internal sealed record ProcessorTime(long Total, long Stolen)
{
    private const int Kinds = 8;

    public static ProcessorTime Read()
    {
        long[] ticks =
        [
            .. File.ReadLines("/proc/stat").First().Split(' ', StringSplitOptions.RemoveEmptyEntries)[1..(Kinds + 1)]
                .Select(text => long.Parse(text, CultureInfo.InvariantCulture)),
        ];
        return new(ticks.Sum(), ticks[^1]);
    }

    public double StolenPercentSince(ProcessorTime before) =>
        100.0 * (Stolen - before.Stolen) / Math.Max(1, Total - before.Total);

    /// <summary>Of the last minute: what wanted to run.</summary>
    public static double LoadAverage() =>
        double.Parse(File.ReadAllText("/proc/loadavg").Split(' ')[0], CultureInfo.InvariantCulture);
}
