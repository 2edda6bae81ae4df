using System.Text.Json;
using Nexus.Contracts;
using Nexus.Journeys.Installing;
using Nexus.Journeys.Killing;
using Nexus.Processes;

namespace Nexus.Journeys.Campaigns;

/// <summary>Kills and freezes at random, one after the other. Server, node and engine are started again.</summary>
internal sealed class Mayhem(Installation nexus, ChaosRecord record, int seed, bool isWhole)
{
    private static readonly string[] Blows =
    [
        "kill server", "kill node", "kill daemon", "kill daemon", "kill environment", "cut logins", "cut commands",
        "freeze server", "freeze node", "freeze daemon", "restart engine",
    ];

    private readonly Random _random = new(seed);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <param name="pause">The longest between two blows.</param>
    /// <param name="stop">The last blow is over when this returns.</param>
    public async Task RageAsync(TimeSpan pause, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            await Task.Delay(_random.NextDouble() * pause, TimeProvider.System, Ct);
            var blow = Blows[_random.Next(Blows.Length)];
            var since = TimeProvider.System.GetTimestamp();
            if (await AnyAsync() is { } workspace && await StrikeAsync(blow, workspace))
            {
                record.Count(blow);
                record.Diary.Add(blow, since);
            }
        }
    }

    private async Task<bool> StrikeAsync(string blow, WorkspaceView workspace) => blow switch
    {
        "kill server" => await KillAsync(Victim.Server, workspace),
        "kill node" => await KillAsync(Victim.Node, workspace),
        "kill daemon" => await KillAsync(Victim.Daemon, workspace),
        "kill environment" => await KillAsync(Victim.Environment, workspace),
        "freeze server" => await FreezeAsync(Victim.Server, workspace),
        "freeze node" => await FreezeAsync(Victim.Node, workspace),
        "freeze daemon" => await FreezeAsync(Victim.Daemon, workspace),
        "cut logins" => await nexus.ProcessAsync(Victim.Daemon, workspace) is { } main
            && await CutAsync(() => Processes.Below(main.Pid).Where(p => p.Command.StartsWith("sshd: ", Ordinal))),
        "cut commands" => await CutAsync(() => Processes.All().Where(p =>
            p.Command.Contains("workspace exec", Ordinal) && p.Directory == nexus.Root)),
        _ => isWhole && await DockerEngine.RestartAsync(nexus),
    };

    private static StringComparison Ordinal => StringComparison.Ordinal;

    private async Task<bool> KillAsync(Victim victim, WorkspaceView workspace)
    {
        var since = TimeProvider.System.GetTimestamp();
        var isHit = await nexus.KillAsync(victim, workspace);
        if (TimeProvider.System.GetElapsedTime(since) > TimeSpan.FromMinutes(1))
            record.Problems.Enqueue($"{victim} needed {TimeProvider.System.GetElapsedTime(since)} to come back");
        return isHit;
    }

    private async Task<bool> FreezeAsync(Victim victim, WorkspaceView workspace)
    {
        using var frozen = Frozen.Of(await nexus.ProcessAsync(victim, workspace));
        if (frozen is null)
            return false;
        await Task.Delay(Freeze(), TimeProvider.System, Ct);
        return true;
    }

    /// <summary>Up to 8 s; in a whole campaign one in five outlasts every deadline between server and node.</summary>
    private TimeSpan Freeze() => isWhole && _random.Next(5) == 0
        ? TimeSpan.FromSeconds(20 + (_random.NextDouble() * 25))
        : TimeSpan.FromSeconds(1 + (_random.NextDouble() * 7));

    /// <summary>They are short: the next ones are waited for.</summary>
    private static async Task<bool> CutAsync(Func<IEnumerable<RunningProcess>> find)
    {
        for (var look = 0; look < 50; look++)
        {
            var isHit = false;
            foreach (var process in find())
                isHit |= ProcessIdentity.Of(process.Pid)?.Send(Signal.Kill) is true;
            if (isHit)
                return true;
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, Ct);
        }

        return false;
    }

    /// <returns>One that has been placed; null while there is none, or nobody answers.</returns>
    private async Task<WorkspaceView?> AnyAsync()
    {
        var list = await nexus.TryNexusAsync("workspace", "list", "--json");
        if (!list.IsSuccess)
            return null;
        var placed = JsonSerializer.Deserialize(list.Output, ContractsJson.Default.WorkspacePage)!.Items
            .Where(workspace => workspace.Node is not null).ToArray();
        return placed.Length == 0 ? null : placed[_random.Next(placed.Length)];
    }
}
