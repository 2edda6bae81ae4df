using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Nexus.Engine.Events;
using Nexus.Platform.Ledger;
using Nexus.Workspaces.Idempotency;

namespace Nexus.Server.Tests.Repeated;

public sealed class ForgetClaimsTests
{
    [Theory]
    [InlineData(24, 2)]
    [InlineData(26, 0)]
    public async Task Keys_are_forgotten_when_they_count_no_more(int hours, int left)
    {
        await using var host = await ServerHost.StartAsync();
        using var client = await host.RegisteredAsync();
        await client.CreateAsync("k1", "one");
        await client.CreateAsync("k2", "two");

        await ForgetAsync(host, TimeSpan.FromHours(hours));

        Assert.Equal(left, (await host.RowsAsync("idempotency")).Count);
    }

    [Fact]
    public async Task The_oldest_of_too_many_are_forgotten()
    {
        await using var host = await ServerHost.StartAsync();
        using var client = await host.RegisteredAsync();
        await client.CreateAsync("mine", "one");
        const string Body = """{"at": "2999-01-01T00:00:00Z", "request": "x", "about": {}}""";
        var rows = Enumerable.Range(0, 1001).Select(
            i => new StateRow("idempotency", $"k{i}", "", "someone", 1, Body) { IsOpen = true });
        await host.Ledger.AppendAsync(new([], [.. rows]), TestContext.Current.CancellationToken);

        await ForgetAsync(host, TimeSpan.Zero);

        Assert.Null(await host.Ledger.FindAsync("idempotency", "k0", TestContext.Current.CancellationToken));
        Assert.NotNull(await host.Ledger.FindAsync("idempotency", "k1", TestContext.Current.CancellationToken));
        Assert.Contains(await host.RowsAsync("idempotency"), row => row.OwnerId is not "someone");
    }

    private static async Task ForgetAsync(ServerHost host, TimeSpan later)
    {
        using var forget = new ForgetClaims(
            host.Ledger, host.Services.GetRequiredService<IEventIntake>(), new Later(later),
            NullLogger<ForgetClaims>.Instance);
        await forget.ForgetAsync(TestContext.Current.CancellationToken);
    }

    private sealed class Later(TimeSpan by) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + by;
    }
}
