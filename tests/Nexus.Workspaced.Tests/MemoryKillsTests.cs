using Nexus.Workspaced.Services;

namespace Nexus.Workspaced.Tests;

/// <summary>Whose end a kill for lack of memory explains.</summary>
public sealed class MemoryKillsTests : IDisposable
{
    private readonly string _own = Path.GetTempFileName();
    private readonly string _machine = Path.GetTempFileName();

    [Fact]
    public void A_kill_elsewhere_on_the_machine_explains_nobody_who_was_not_killed()
    {
        var kills = new MemoryKills([], _machine);
        File.WriteAllText(_machine, "oom_kill 1\n");
        var before = kills.Count();
        File.WriteAllText(_machine, "oom_kill 2\n");

        Assert.Null(kills.Explain(before, wasKilled: false));
        Assert.True(kills.Explain(before, wasKilled: true));
        Assert.False(kills.Explain(before, wasKilled: true));
    }

    [Fact]
    public void A_kill_in_the_environment_may_explain_who_ended_of_it()
    {
        var kills = new MemoryKills([_own], _machine);
        File.WriteAllText(_own, "oom_kill 0\n");
        var before = kills.Count();
        File.WriteAllText(_own, "oom_kill 1\n");

        Assert.True(kills.Explain(before, wasKilled: false));
    }

    public void Dispose()
    {
        File.Delete(_own);
        File.Delete(_machine);
    }
}
