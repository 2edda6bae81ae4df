using System.Runtime.InteropServices;
using Nexus.Processes.Linux;

namespace Nexus.Processes;

/// <summary>A process for ever: pids are used again, a pid with its start time is not.</summary>
/// <param name="Pid">Process id.</param>
/// <param name="StartTime">Clock ticks since the machine started, field 22 of <c>/proc/PID/stat</c>.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct ProcessIdentity(int Pid, long StartTime)
{
    private const nint OpenPidFd = 434;
    private const nint SendSignalToPidFd = 424;

    /// <summary>Runs and is not a zombie.</summary>
    public bool IsAlive => ProcStat.Read(Pid) is { IsZombie: false } stat && stat.StartTime == StartTime;

    /// <returns>Null when no process has this pid.</returns>
    public static ProcessIdentity? Of(int pid) =>
        ProcStat.Read(pid) is { } stat ? new ProcessIdentity(pid, stat.StartTime) : null;

    /// <summary>Signals this process and never another one that got its pid.</summary>
    /// <returns>False when it is gone or belongs to somebody else.</returns>
    public bool Send(Signal signal)
    {
        var descriptor = (int)Libc.SystemCall(OpenPidFd, Pid, 0, 0, 0);
        if (descriptor < 0)
            return Libc.LastError == Libc.NoSystemCall && IsAlive && Libc.Kill(Pid, (int)signal) == 0;

        try
        {
            return IsAlive && Libc.SystemCall(SendSignalToPidFd, descriptor, (nint)signal, 0, 0) == 0;
        }
        finally
        {
            _ = Libc.Close(descriptor);
        }
    }

    /// <returns>False when it still ran after <paramref name="atMost"/>.</returns>
    public async Task<bool> WaitGoneAsync(TimeSpan atMost, TimeProvider clock, CancellationToken cancellationToken)
    {
        var started = clock.GetTimestamp();
        while (IsAlive)
        {
            if (clock.GetElapsedTime(started) > atMost)
                return false;
            await Task.Delay(TimeSpan.FromMilliseconds(10), clock, cancellationToken);
        }

        return true;
    }

    /// <summary>Kills it, its descendants, and the session and group it leads.</summary>
    /// <returns>False when something of it cannot die.</returns>
    public Task<bool> KillTreeAsync(TimeProvider clock, CancellationToken cancellationToken) =>
        new ProcessTree(this, mark: null, clock).KillAsync(cancellationToken);
}
