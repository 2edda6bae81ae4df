using Nexus.Testing;
using Nexus.Workspaced.Services;

namespace Nexus.Workspaced.Tests;

/// <summary>Whose end a kill for lack of memory explains.</summary>
public sealed class MemoryKillsTests : IDisposable
{
    private readonly string _own = Path.GetTempFileName();
    private readonly string _machine = Path.GetTempFileName();
    private readonly ManualClock _clock = new();

    [Fact]
    public void A_kill_elsewhere_on_the_machine_says_nothing_of_who_was_not_killed()
    {
        var (kills, before) = Began([]);
        Count(_machine, 1);

        Assert.False(kills.HitBeside(before));
        Assert.True(kills.Explain(before));
        Assert.False(kills.Explain(before));
    }

    [Fact]
    public void A_kill_in_the_environment_is_told_of_beside_an_end_and_still_explains_another()
    {
        var (kills, before) = Began([_own]);
        Count(_own, 1);

        Assert.True(kills.HitBeside(before));
        Assert.True(kills.Explain(before));
        Assert.False(kills.HitBeside(before));
    }

    [Fact]
    public void A_kill_of_long_ago_explains_nothing()
    {
        var (kills, before) = Began([_own]);
        Count(_own, 1);
        kills.Count();

        _clock.Advance(2 * MemoryKills.Recent);

        Assert.False(kills.HitBeside(before));
        Assert.False(kills.Explain(before));
    }

    public void Dispose()
    {
        File.Delete(_own);
        File.Delete(_machine);
    }

    private static void Count(string file, int count) => File.WriteAllText(file, $"oom_kill {count}\n");

    private (MemoryKills Kills, long? Before) Began(IReadOnlyList<string> own)
    {
        Count(_own, 0);
        Count(_machine, 0);
        var kills = new MemoryKills(own, _machine, _clock);
        return (kills, kills.Count());
    }
}
