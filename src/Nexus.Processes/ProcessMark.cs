using System.Globalization;
using System.Text;
using Nexus.Processes.Linux;

namespace Nexus.Processes;

/// <summary>
/// A variable in the environment of a program, and so of all that it starts: they are found by it when no parent,
/// session or group ties them together any more.
/// </summary>
public sealed record ProcessMark(string Name, string Value)
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    private readonly byte[] _variable = Encoding.UTF8.GetBytes($"{Name}={Value}\0");

    /// <summary>Kills all that bear it, whoever started them; a process may fork while it is looked for.</summary>
    /// <returns>How many there were.</returns>
    public async Task<int> KillAllAsync(TimeProvider clock, CancellationToken cancellationToken)
    {
        var killed = new HashSet<int>();
        for (var started = clock.GetTimestamp(); clock.GetElapsedTime(started) < LongestWait;)
        {
            var living = On(ProcStat.ReadAll());
            if (living.Count == 0)
                break;
            foreach (var pid in living)
                _ = Libc.Kill(pid, (int)Signal.Kill);
            killed.UnionWith(living);
            await Task.Delay(Pause, clock, cancellationToken);
        }

        return killed.Count;
    }

    /// <summary>Those of them that bear it and live, as far as this may be read.</summary>
    internal HashSet<int> On(IEnumerable<ProcStat> processes) =>
        [.. processes.Where(process => !process.IsZombie && IsOn(process.Pid)).Select(process => process.Pid)];

    private bool IsOn(int pid)
    {
        if (pid == Environment.ProcessId)
            return false;
        try
        {
            var variables = File.ReadAllBytes(
                string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/environ")).AsSpan();
            for (var at = variables.IndexOf(_variable); at >= 0; at = variables.IndexOf(_variable))
            {
                if (at == 0 || variables[at - 1] == 0)
                    return true;
                variables = variables[(at + 1)..];
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false; // It has ended, or is not ours.
        }

        return false;
    }
}
