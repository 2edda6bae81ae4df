namespace Nexus.Processes.Linux;

/// <summary>
/// A process, what descends from it, what shares the session or group it leads, and what bears its mark. What was seen
/// once is remembered: a descendant with a session of its own has no other tie left when its parent is gone.
/// </summary>
internal sealed class ProcessTree(ProcessIdentity root, ProcessMark? mark, TimeProvider clock)
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(50);

    private readonly HashSet<ProcessIdentity> _known = [root];

    /// <summary>Kills until nothing is left; a process may fork while it is looked for.</summary>
    /// <returns>False when something cannot die, e.g. waits for a broken disk.</returns>
    public async Task<bool> KillAsync(CancellationToken cancellationToken)
    {
        var started = clock.GetTimestamp();
        for (var pause = TimeSpan.FromMilliseconds(1); ; pause = pause < LongestPause ? pause * 2 : pause)
        {
            var living = Living();
            if (living.Count == 0)
                return true;
            foreach (var process in living)
                _ = Libc.Kill(process.Pid, (int)Signal.Kill);
            if (clock.GetElapsedTime(started) > LongestWait)
                return false;
            await Task.Delay(pause, clock, cancellationToken);
        }
    }

    public async Task WaitGoneAsync(TimeSpan atMost, CancellationToken cancellationToken)
    {
        var started = clock.GetTimestamp();
        while (Living().Count > 0 && clock.GetElapsedTime(started) < atMost)
            await Task.Delay(TimeSpan.FromMilliseconds(20), clock, cancellationToken);
    }

    public IReadOnlyList<ProcStat> Living()
    {
        var all = ProcStat.ReadAll();
        var members = new HashSet<int>();
        var leader = all.Find(process => process.Pid == root.Pid);
        var isReused = leader.Pid != 0 && leader.StartTime != root.StartTime;
        var marked = mark?.On(all.Where(process => process.StartTime >= root.StartTime)) ?? [];
        while (all.Exists(process => IsMember(process) && members.Add(process.Pid)))
        {
            // Once more: what was just found may be somebody's parent.
        }

        var found = all.FindAll(process => members.Contains(process.Pid) && !process.IsZombie);
        lock (_known)
            _known.UnionWith(found.Select(process => new ProcessIdentity(process.Pid, process.StartTime)));
        return found;

        bool IsMember(ProcStat process) =>
            process.Pid != Environment.ProcessId
            && (members.Contains(process.Parent) || (!isReused && Belongs(process))
                || marked.Contains(process.Pid) || IsKnown(new(process.Pid, process.StartTime)));
    }

    /// <summary>Without looking at any process that is not below this one.</summary>
    public static bool IsSuspended(int pid)
    {
        if (ProcStat.Read(pid) is not { } stat)
            return false;
        if (stat.IsSuspended)
            return true;
        var children = ProcStat.ChildrenOf(pid);
        return children.Count > 0 && children.All(IsSuspended);
    }

    private bool IsKnown(ProcessIdentity process)
    {
        lock (_known)
            return _known.Contains(process);
    }

    private bool Belongs(ProcStat process) =>
        process.StartTime >= root.StartTime && (process.Session == root.Pid || process.Group == root.Pid);
}
