using System.Globalization;

namespace Nexus.Journeys.Campaigns;

/// <summary>What the machine did meanwhile: figures of a busy one say little without it.</summary>
internal sealed class MachineLoad
{
    private const int Idle = 3;
    private const int Waiting = 4;
    private const int Steal = 7;

    private readonly double[] _before = Times();
    private double _highest;
    private double _sum;
    private int _looks;

    /// <summary>Once in a while.</summary>
    public void Look()
    {
        var load = double.Parse(File.ReadAllText("/proc/loadavg").Split(' ')[0], CultureInfo.InvariantCulture);
        _highest = Math.Max(_highest, load);
        _sum += load;
        _looks++;
    }

    /// <summary>proc(5): of all processors since this was made.</summary>
    public override string ToString()
    {
        Look();
        var passed = Times().Zip(_before, (now, before) => now - before).ToArray();
        var all = passed.Sum();
        return Campaign.Text(
            $"{Environment.ProcessorCount} processors, {100 * (1 - ((passed[Idle] + passed[Waiting]) / all)):0} % busy")
            + Campaign.Text($" ({100 * passed[Steal] / all:0.0} % stolen), load {_sum / _looks:0.0} on average, ")
            + Campaign.Text($"{_highest:0.0} at most");
    }

    private static double[] Times() =>
    [
        .. File.ReadLines("/proc/stat").First().Split(' ', StringSplitOptions.RemoveEmptyEntries)[1..9]
            .Select(time => double.Parse(time, CultureInfo.InvariantCulture)),
    ];
}
