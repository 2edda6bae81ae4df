namespace Nexus.Processes.Linux;

/// <summary>A process, what descends from it, and what shares the session or group it leads.</summary>
internal static class ProcessTree
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(5);

    /// <summary>Kills until nothing is left; a process may fork while it is looked for.</summary>
    /// <returns>False when something cannot die, e.g. waits for a broken disk.</returns>
    public static async Task<bool> KillAsync(
        ProcessIdentity root, TimeProvider clock, CancellationToken cancellationToken)
    {
        var started = clock.GetTimestamp();
        for (var pause = TimeSpan.FromMilliseconds(1); ; pause = Longer(pause))
        {
            var living = Living(root);
            if (living.Count == 0)
                return true;
            foreach (var process in living)
                _ = Libc.Kill(process.Pid, (int)Signal.Kill);
            if (clock.GetElapsedTime(started) > LongestWait)
                return false;
            await Task.Delay(pause, clock, cancellationToken);
        }
    }

    public static async Task WaitGoneAsync(
        ProcessIdentity root, TimeSpan atMost, TimeProvider clock, CancellationToken cancellationToken)
    {
        var started = clock.GetTimestamp();
        while (Living(root).Count > 0 && clock.GetElapsedTime(started) < atMost)
            await Task.Delay(TimeSpan.FromMilliseconds(20), clock, cancellationToken);
    }

    public static IReadOnlyList<ProcStat> Living(ProcessIdentity root)
    {
        var all = ProcStat.ReadAll();
        var members = new HashSet<int>();
        var leader = all.Find(process => process.Pid == root.Pid);
        var isReused = leader.Pid != 0 && leader.StartTime != root.StartTime;
        while (all.Exists(process => IsMember(process) && members.Add(process.Pid)))
        {
            // Once more: what was just found may be somebody's parent.
        }

        return all.FindAll(process => members.Contains(process.Pid) && !process.IsZombie);

        bool IsMember(ProcStat process) =>
            process.Pid != Environment.ProcessId
            && (members.Contains(process.Parent) || (!isReused && Belongs(process, root)));
    }

    private static bool Belongs(ProcStat process, ProcessIdentity root) =>
        process.StartTime >= root.StartTime
        && (process.Pid == root.Pid || process.Session == root.Pid || process.Group == root.Pid);

    private static TimeSpan Longer(TimeSpan pause) =>
        pause < TimeSpan.FromMilliseconds(50) ? pause * 2 : pause;
}
