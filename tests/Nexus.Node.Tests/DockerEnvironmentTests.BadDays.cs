using Nexus.Node.Providers.Docker;

namespace Nexus.Node.Tests;

/// <summary>What somebody does to a container by hand.</summary>
public sealed partial class DockerEnvironmentTests
{
    [Fact(Timeout = 120_000)]
    public async Task A_paused_container_is_told_and_again_when_it_goes_on()
    {
        var session = await Server.SessionAsync(Ct);
        await session.EnsureAsync(Wanted, Ct);
        await session.ReportAsync(report => report.Services is not null, Ct);

        await Engine.SendAsync(new(HttpMethod.Post, $"{Container}/pause"), Ct);
        var paused = await SoonAsync(session.ReportAsync(report => report.IsPaused, Ct));
        await Engine.SendAsync(DockerRequests.Unpause(Name), Ct);
        var after = await SoonAsync(session.ReportAsync(report => report.Services is not null, Ct));

        Assert.Equal((false, "The container is paused."), (paused.IsRunning, paused.Reason));
        Assert.True(after is { IsRunning: true, IsPaused: false });
    }

    [Fact(Timeout = 120_000)]
    public async Task A_paused_container_is_told_to_a_server_that_comes_later()
    {
        await (await Server.SessionAsync(Ct)).EnsureAsync(Wanted, Ct);
        await Node.StopAsync();
        await Engine.SendAsync(new(HttpMethod.Post, $"{Container}/pause"), Ct);

        Node.Start();
        var session = await Server.SessionAsync(Ct);
        await Engine.SendAsync(DockerRequests.Unpause(Name), Ct);
        var after = await session.ReportAsync(report => report.Services is not null, Ct);

        Assert.True(Assert.Single(session.Inventory!.Environments) is { IsRunning: false, IsPaused: true });
        Assert.True(after is { IsRunning: true, IsPaused: false });
    }

    [Theory(Timeout = 120_000)]
    [InlineData("POST", "/stop?t=1")]
    [InlineData("DELETE", "?force=true")]
    public async Task A_container_that_is_ended_is_told_with_the_reason_and_made_again(string method, string what)
    {
        var session = await Server.SessionAsync(Ct);
        await session.EnsureAsync(Wanted, Ct);
        await session.ReportAsync(report => report.Services is not null, Ct);

        await Engine.SendAsync(new(HttpMethod.Parse(method), $"{Container}{what}"), Ct);
        var ended = await SoonAsync(session.ReportAsync(report => !report.IsRunning, Ct));
        await session.EnsureAsync(Wanted, Ct);

        Assert.Matches("^(The container ended with exit code .*|It is gone)[.]$", ended.Reason);
        Assert.False(ended.IsPaused);
        Assert.True(await IsRunningAsync());
    }

    private protected override Task HoldMainAsync(bool isHeld) =>
        Engine.SendAsync(new(HttpMethod.Post, $"{Container}/kill?signal={(isHeld ? "SIGSTOP" : "SIGCONT")}"), Ct);
}
