using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Nexus.Engine.Events;
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
        using var forget = new ForgetClaims(
            host.Ledger, host.Services.GetRequiredService<IEventIntake>(), new Later(TimeSpan.FromHours(hours)),
            NullLogger<ForgetClaims>.Instance);

        await forget.ForgetAsync(TestContext.Current.CancellationToken);

        Assert.Equal(left, (await host.RowsAsync("idempotency")).Count);
    }

    private sealed class Later(TimeSpan by) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + by;
    }
}
