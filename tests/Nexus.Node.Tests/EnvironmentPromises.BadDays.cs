using Nexus.Transport.Control;

namespace Nexus.Node.Tests;

/// <summary>What happens to an environment behind our back is seen within one heartbeat of 5 seconds.</summary>
public abstract partial class EnvironmentPromises
{
    private protected static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(5);

    /// <summary>Holds the daemon still, or lets it go on.</summary>
    private protected abstract Task HoldMainAsync(bool isHeld);

    [Fact(Timeout = 120_000)]
    public async Task A_daemon_that_is_held_still_is_told_and_again_when_it_goes_on()
    {
        var session = await Server.SessionAsync(Ct);
        await session.EnsureAsync(Wanted, Ct);
        var before = await session.ReportAsync(report => report.Services is not null, Ct);

        var begun = TimeProvider.System.GetTimestamp();
        await HoldMainAsync(isHeld: true);
        var silent = await session.ReportAsync(report => report.Services is null, Ct);
        var noticed = TimeProvider.System.GetElapsedTime(begun);
        await HoldMainAsync(isHeld: false);
        var after = await session.ReportAsync(report => report.Services is not null, Ct);

        Assert.Equal((true, false, "Its daemon does not answer."), (silent.IsRunning, silent.IsPaused, silent.Reason));
        Assert.InRange(noticed, TimeSpan.FromSeconds(1), Heartbeat + TimeSpan.FromSeconds(2));
        Assert.Equal(before.Services!.BootId, after.Services!.BootId);
    }

    [Fact(Timeout = 120_000)]
    public async Task One_that_is_held_still_is_told_to_a_server_that_comes_later_and_can_be_stopped()
    {
        await (await Server.SessionAsync(Ct)).EnsureAsync(Wanted, Ct);
        await Node.StopAsync();
        await HoldMainAsync(isHeld: true);

        Node.Start();
        var session = await Server.SessionAsync(Ct);
        var silent = Assert.Single(session.Inventory!.Environments);
        if (silent.Reason is null)
            silent = await session.ReportAsync(report => report.Reason is not null, Ct);
        await session.StopAsync(Id, Provider, Ct);

        Assert.Equal((true, "Its daemon does not answer."), (silent.IsRunning, silent.Reason));
        Assert.False(await IsRunningAsync());
    }

    private protected static async Task<EnvironmentReport> SoonAsync(Task<EnvironmentReport> report) =>
        await report.WaitAsync(Heartbeat, TimeProvider.System, Ct);
}
