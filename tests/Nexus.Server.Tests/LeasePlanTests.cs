using Nexus.Workspaces.Ports;

namespace Nexus.Server.Tests;

public sealed class LeasePlanTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 17, 10, 30, 0, TimeSpan.Zero);
    private static readonly PortRange Range = new() { First = 2222, Last = 2224 };

    [Fact]
    public void A_workspace_prefers_the_number_it_had() =>
        Assert.Equal(2224, Candidates("ws-1", Released(2224, "ws-1", minutesAgo: 1)).First());

    [Fact]
    public void A_released_port_goes_to_nobody_else_during_the_quarantine() =>
        Assert.Equal([2223, 2224], Candidates("ws-2", Released(2222, "ws-1", minutesAgo: 9)));

    [Fact]
    public void After_the_quarantine_the_one_released_longest_ago_comes_last_but_comes() =>
        Assert.Equal(
            [2224, 2223, 2222],
            Candidates("ws-3", Released(2222, "ws-1", minutesAgo: 11), Released(2223, "ws-2", minutesAgo: 12)));

    [Fact]
    public void What_led_nowhere_needs_no_quarantine() =>
        Assert.Equal(
            [2224, 2222],
            Candidates(
                "ws-3", Released(2222, "ws-1", minutesAgo: 0) with { LedNowhere = true },
                Released(2223, "ws-2", minutesAgo: 9)));

    [Fact]
    public void A_held_port_is_never_offered_to_another() =>
        Assert.DoesNotContain(
            2222, Candidates("ws-2", Released(2222, "ws-1", minutesAgo: 11) with { ReleasedAt = null }));

    [Fact]
    public void Who_has_as_many_resting_as_one_may_have_gets_the_one_that_rests_longest()
    {
        Lease[] leases = [Released(2223, "ws-1", minutesAgo: 2), Released(2222, "ws-2", minutesAgo: 1)];

        Assert.Equal([2224], Candidates("ws-3", leases));
        Assert.Equal([2223, 2222, 2224], Candidates("ws-3", restingPerUser: 2, leases));
    }

    [Fact]
    public void What_rests_for_others_is_neither_counted_nor_offered() =>
        Assert.Equal(
            [2222, 2224],
            Candidates(
                "ws-3", restingPerUser: 1, Released(2222, "ws-1", minutesAgo: 1),
                Released(2223, "ws-2", minutesAgo: 2) with { OwnerId = "user-2" }));

    private static IEnumerable<int> Candidates(string workspace, params Lease[] leases) =>
        Candidates(workspace, restingPerUser: 10, leases);

    private static IEnumerable<int> Candidates(string workspace, int restingPerUser, params Lease[] leases) =>
        LeasePlan.Candidates(
            leases.ToDictionary(lease => lease.Port), Range,
            new() { Port = 0, WorkspaceId = workspace, OwnerId = "user-1", Since = Now },
            Now - TimeSpan.FromMinutes(10), restingPerUser);

    private static Lease Released(int port, string workspace, int minutesAgo) => new()
    {
        Port = port,
        WorkspaceId = workspace,
        OwnerId = "user-1",
        Since = Now - TimeSpan.FromHours(1),
        ReleasedAt = Now - TimeSpan.FromMinutes(minutesAgo),
    };
}
