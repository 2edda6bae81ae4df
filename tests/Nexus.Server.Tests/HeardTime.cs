using System.Net.Http.Json;
using Nexus.Contracts;
using Nexus.Testing;

namespace Nexus.Server.Tests;

/// <summary>Time that passes while the only node is heard, and no faster than the server gets on.</summary>
internal static class HeardTime
{
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(0.5);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static async Task PassAsync(this ServerHost host, ManualClock clock, FakeNode node, TimeSpan time)
    {
        using var client = host.Client();
        for (var end = clock.GetTimestamp() + time.Ticks; clock.GetTimestamp() < end;)
        {
            await node.BeatAsync();
            while ((await LastSeenAsync(client)) < clock.GetUtcNow().AddSeconds(-0.4))
                await Task.Yield();
            await host.PassAsync(clock, Step);
        }
    }

    public static async Task PassUntilAsync(
        this ServerHost host, ManualClock clock, FakeNode node, Func<bool> isSo, TimeSpan atMost)
    {
        for (var begun = clock.GetTimestamp(); !isSo();)
        {
            await host.PassAsync(clock, node, Step);
            Assert.InRange(clock.GetElapsedTime(begun), TimeSpan.Zero, atMost);
        }
    }

    private static async Task<DateTimeOffset?> LastSeenAsync(HttpClient client) => Assert.Single((await client
        .GetFromJsonAsync("/api/v1/nodes", ContractsJson.Default.NodePage, Ct))!.Items).LastSeenAt;
}
