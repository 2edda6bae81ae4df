using System.Globalization;

namespace Nexus.Workspaced.Services;

/// <summary>
/// Processes that the kernel killed for lack of memory: the environment's own count (cgroup v2 <c>memory.events</c>, v1
/// <c>memory.oom_control</c>), else the machine's.
/// </summary>
/// <param name="own">Files that count the environment's own.</param>
/// <param name="machine">The one that counts all; asked when no other is there.</param>
/// <param name="clock">Tells how long ago the count rose.</param>
internal sealed class MemoryKills(IReadOnlyList<string> own, string machine, TimeProvider clock)
{
    /// <summary>One that is longer ago has nothing to do with an end of now.</summary>
    public static readonly TimeSpan Recent = TimeSpan.FromSeconds(15);

    private const string Key = "oom_kill ";
    private const string Machine = "/proc/vmstat";

    private readonly Lock _gate = new();
    private long? _seen;
    private long? _roseAt;
    private long _explained;

    private bool IsRecent => _roseAt is { } at && clock.GetElapsedTime(at) <= Recent;

    public static MemoryKills OfEnvironment(TimeProvider clock) => new([.. GroupFiles()], Machine, clock);

    /// <summary>Asked now and then, so that it is known when the count rose.</summary>
    /// <returns>Null when nothing tells.</returns>
    public long? Count()
    {
        lock (_gate)
        {
            var now = CountOwn() ?? Read(machine);
            if (_seen is { } seen && now > seen)
                _roseAt = clock.GetTimestamp();
            return _seen = now;
        }
    }

    /// <summary>Whether one of them may be the process that was just killed; each explains one end only.</summary>
    /// <param name="before">The count when it started.</param>
    /// <returns>Null when nothing tells.</returns>
    public bool? Explain(long? before)
    {
        if (Count() is not { } now || before is not { } then)
            return null;

        lock (_gate)
        {
            var known = Math.Max(then, _explained);
            if (now <= known || !IsRecent)
                return false;
            _explained = known + 1;
            return true;
        }
    }

    /// <summary>
    /// Whether one hit the environment just now and explains nobody's end yet. Which process it was, or whose child,
    /// the kernel tells no environment.
    /// </summary>
    /// <param name="before">The count when it started who wants to know.</param>
    public bool HitBeside(long? before)
    {
        if (Count() is not { } now || CountOwn() is null || before is not { } then)
            return false;

        lock (_gate)
            return now > Math.Max(then, _explained) && IsRecent;
    }

    private long? CountOwn()
    {
        foreach (var file in own)
        {
            if (Read(file) is { } count)
                return count;
        }

        return null;
    }

    /// <summary>
    /// A container sees its own group as the root of the file system, else the path in <c>/proc/self/cgroup</c> leads
    /// there.
    /// </summary>
    private static IEnumerable<string> GroupFiles()
    {
        const string own = "/proc/self/cgroup";
        foreach (var line in File.Exists(own) ? File.ReadAllLines(own) : [])
        {
            if (line.Split(':', 3) is not [_, var controllers, var path])
                continue;
            var (root, file) = controllers is "" ? ("/sys/fs/cgroup", "memory.events")
                : controllers.Split(',').Contains("memory", StringComparer.Ordinal)
                    ? ("/sys/fs/cgroup/memory", "memory.oom_control") : (null, "");
            if (root is null)
                continue;
            yield return Path.Join(root, path, file);
            yield return Path.Join(root, file);
        }
    }

    private static long? Read(string file)
    {
        try
        {
            var line = File.Exists(file)
                ? File.ReadLines(file).FirstOrDefault(line => line.StartsWith(Key, StringComparison.Ordinal))
                : null;
            return long.TryParse(
                line?[Key.Length..], NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
