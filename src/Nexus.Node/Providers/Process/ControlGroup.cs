using System.Globalization;
using Nexus.Node.Files;

namespace Nexus.Node.Providers.Process;

/// <summary>
/// What bounds processors and memory of a sandbox: a control group of the kernel, of version 2, or of version 1 with a
/// hierarchy for each.
/// </summary>
/// <param name="Memory">Its directory.</param>
/// <param name="Cpu">The same directory in version 2.</param>
internal sealed record ControlGroup(string Memory, string Cpu)
{
    private const string Root = "/sys/fs/cgroup";
    private const int Period = 100_000;
    private static readonly TimeSpan RemoveWithin = TimeSpan.FromSeconds(2);

    /// <summary>Whoever writes his process id into all of them is bounded, and so are his children.</summary>
    public IEnumerable<string> Doors() =>
        new[] { Memory, Cpu }.Distinct(StringComparer.Ordinal).Select(path => Path.Combine(path, "cgroup.procs"));

    /// <param name="name">Unique on this machine.</param>
    /// <param name="limits">What those in it get together.</param>
    /// <param name="own">Of the node: <c>/proc/self/cgroup</c>.</param>
    /// <returns>Null, and why for people, when this machine has none for us.</returns>
    public static (ControlGroup? Group, string? WhyNot) Make(string name, EnvironmentLimits limits, string[] own)
    {
        if (Native.EffectiveUser() != 0)
            return (null, "only a node that is root can bound them");
        var group = File.Exists($"{Root}/cgroup.controllers")
            ? Second(name, own)
            : new ControlGroup(First("memory", name, own), First("cpu", name, own));
        return group.Begin(limits) is { } whyNot ? (null, whyNot) : (group, null);
    }

    /// <returns>Why not, for people, and nothing of it is left; null: its bounds are set.</returns>
    public string? Begin(EnvironmentLimits limits)
    {
        try
        {
            Renew(limits);
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A controller that is not handed down has no files here.
            TryRemove(Memory);
            TryRemove(Cpu);
            return $"the control groups of this machine cannot be used: {e.Message}";
        }
    }

    /// <summary>Makes what is missing of it and sets its bounds.</summary>
    /// <exception cref="IOException">It cannot be made.</exception>
    public void Renew(EnvironmentLimits limits)
    {
        var quota = ((long)(limits.Cpus * Period)).ToString(CultureInfo.InvariantCulture);
        var period = Period.ToString(CultureInfo.InvariantCulture);
        var memory = limits.MemoryBytes.ToString(CultureInfo.InvariantCulture);
        Directory.CreateDirectory(Memory);
        Directory.CreateDirectory(Cpu);
        if (Memory == Cpu)
        {
            File.WriteAllText($"{Memory}/memory.max", memory);
            WriteIfThere($"{Memory}/memory.swap.max", "0");
            File.WriteAllText($"{Cpu}/cpu.max", $"{quota} {period}");
            return;
        }

        // With swap may never be less than without.
        WriteIfThere($"{Memory}/memory.memsw.limit_in_bytes", "-1");
        File.WriteAllText($"{Memory}/memory.limit_in_bytes", memory);
        WriteIfThere($"{Memory}/memory.memsw.limit_in_bytes", memory);
        File.WriteAllText($"{Cpu}/cpu.cfs_period_us", period);
        File.WriteAllText($"{Cpu}/cpu.cfs_quota_us", quota);
    }

    /// <summary>When those in it have ended, which takes them a moment. Absent is done.</summary>
    public async Task RemoveAsync(TimeProvider clock, CancellationToken cancellationToken)
    {
        var started = clock.GetTimestamp();
        while (!TryRemove(Memory) | !TryRemove(Cpu) && clock.GetElapsedTime(started) < RemoveWithin)
            await Task.Delay(TimeSpan.FromMilliseconds(20), clock, cancellationToken);
    }

    /// <summary>Beside the node's own: groups with processes have no bounded groups below them.</summary>
    private static ControlGroup Second(string name, string[] own)
    {
        var path = own.FirstOrDefault(line => line.StartsWith("0::", StringComparison.Ordinal))?[3..] ?? "/";
        var parent = Path.GetDirectoryName(path) is { Length: > 1 } above && Directory.Exists(Root + above)
            ? Root + above
            : Root;
        return new($"{parent}/{name}", $"{parent}/{name}");
    }

    /// <summary>Below the node's own, where that is to be seen.</summary>
    private static string First(string resource, string name, string[] own)
    {
        var path = own.Select(line => line.Split(':', 3))
            .FirstOrDefault(fields => fields is [_, var names, _] && names.Split(',').Contains(resource))?[2] ?? "/";
        var parent = $"{Root}/{resource}{path.TrimEnd('/')}";
        return Directory.Exists(parent) ? $"{parent}/{name}" : $"{Root}/{resource}/{name}";
    }

    /// <summary>Of a group, rmdir takes its files along.</summary>
    private static bool TryRemove(string directory)
    {
        try
        {
            if (Directory.Exists(directory))
                Directory.Delete(directory);
            return true;
        }
        catch (IOException)
        {
            return !Directory.Exists(directory);
        }
    }

    private static void WriteIfThere(string path, string value)
    {
        if (File.Exists(path))
            File.WriteAllText(path, value);
    }
}
