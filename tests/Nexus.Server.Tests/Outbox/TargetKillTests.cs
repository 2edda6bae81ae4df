using System.Collections.Concurrent;
using System.Net.Http.Json;
using System.Text.Json;
using Nexus.Contracts;
using Nexus.Server.Tests.Artifacts;
using Nexus.Testing;

namespace Nexus.Server.Tests.Outbox;

/// <summary>The real server, killed (SIGKILL) while it delivers, twice.</summary>
public sealed class TargetKillTests
{
    private const int Keys = 5;
    private const int PerRound = 150;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Nothing_is_lost_each_key_is_in_order_and_repeats_can_be_told()
    {
        using var home = new TemporaryDirectory();
        await using var receiver = await Receiver.StartAsync();
        var refused = new ConcurrentDictionary<Guid, bool>();
        receiver.Answer = item => item.Data.GetProperty("n").GetInt32() % 7 == 0 && refused.TryAdd(item.EventId, true)
            ? 503
            : 204;
        var sent = new List<Guid>();
        for (var round = 0; round < 3; round++)
        {
            await using var server = await ServerProcess.StartAsync(home.Path);
            if (round == 0)
                await server.Client.AddedAsync(receiver);
            for (var number = 0; number < PerRound; number++)
                sent.Add(await EmitAsync(server.Client, number));
            if (round < 2)
            {
                await server.KillAsync();
                continue;
            }

            await receiver.UntilAsync(
                one => sent.All(one.Taken.Select(item => item.Event.EventId).ToHashSet().Contains));
        }

        var first = receiver.Taken.DistinctBy(one => one.Event.EventId).ToList();
        Assert.Equal(sent.Count, first.Count);
        foreach (var key in first.GroupBy(one => one.Event.Resource.Id, StringComparer.Ordinal))
            Assert.Equal(key.Select(one => one.Event.Position).Order(), key.Select(one => one.Event.Position));
        Assert.All(
            receiver.All.GroupBy(one => one.Event.EventId),
            same => Assert.Single(same.Select(one => one.Delivery).Distinct()));
        Assert.Equal(sent.Count, receiver.All.Select(one => one.Delivery).Distinct().Count());
    }

    private static async Task<Guid> EmitAsync(HttpClient client, int number)
    {
        var answer = await client.PostAsJsonAsync(
            "/api/v1/events",
            new EmitEventRequest
            {
                EventName = "alarm.raised",
                Resource = new("key", $"key-{number % Keys}"),
                Data = JsonElement.Parse($$"""{"n": {{number}}}"""),
            },
            ContractsJson.Default.EmitEventRequest, Ct);
        answer.EnsureSuccessStatusCode();
        return (await answer.Content.ReadFromJsonAsync(ContractsJson.Default.EmittedEventView, Ct))!.EventId;
    }
}
