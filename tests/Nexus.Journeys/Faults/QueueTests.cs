using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Nexus.Contracts;
using Nexus.Journeys.Campaigns;

namespace Nexus.Journeys.Faults;

/// <summary>Very many runs wait for one, the server is killed, and each is done once and in turn.</summary>
[Trait("Campaign", "queue")]
public sealed class QueueTests
{
    private const string EventName = "queue.asked";
    private const int CallersAtOnce = 32;
    private const int TooMany = 10;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Who_waits_is_not_forgotten_and_goes_in_turn()
    {
        var isWhole = Campaign.IsWhole("queue");
        var (load, runs) = (new MachineLoad(), isWhole ? Campaign.Rounds(100_000) : 1500);
        await using var far = Far.Start(isHeld: true);
        await using var server = await LoneServer.StartAsync(Text($$"""
            , "ledger": {"keepEvents": 100000000},
            "engine": {"maxWaitingRuns": {{runs}}, "maxWaitingRunsPerOwner": {{runs}}}
            """));
        await server.PromoteAsync($$$"""
            id: bp.queue
            trigger: { event_type: {{{EventName}}} }
            inputs: [ { name: number, type: integer } ]
            concurrency: { key: all }
            plan:
              - { kind: action_task, id: call, action: http.call, timeout: 1h,
                  with: { url: "{{{far.Url}}}?n={{ inputs.number }}", method: POST, timeout: 1h } }
            """);

        var began = Stopwatch.GetTimestamp();
        var refused = await FillAsync(server, runs + 1 + TooMany); // one of them does not wait
        var (filling, memory) = (Stopwatch.GetElapsedTime(began), server.Status("VmRSS"));
        Assert.Equal(TooMany, refused);
        await server.KillAsync();
        var start = await server.StartAsync();
        far.Release();
        began = Stopwatch.GetTimestamp();
        await server.SettleAsync(TimeSpan.FromMilliseconds(60_000 + (10 * runs)));
        var emptying = Stopwatch.GetElapsedTime(began);
        await server.KillAsync();

        await using var ledger = server.OpenLedger();
        var asked = await ledger.EventsAsync(new() { EventName = EventName, Limit = int.MaxValue }, Ct);
        var numbers = asked.Select(item => item.Event.Data?.GetProperty("number").GetInt64() ?? 0).ToList();
        Assert.Equal(runs + 1, numbers.Count);
        Assert.Equal(numbers, far.Calls.Select(call => call.Number).Distinct());
        Assert.True((await ledger.VerifyAsync(Ct)).IsIntact);
        if (isWhole)
            await QueueReport.WriteAsync(runs, filling, memory, start, emptying, load);
    }

    /// <returns>How many were told that too many wait.</returns>
    private static async Task<int> FillAsync(LoneServer server, int events)
    {
        var (next, refused) = (1, 0);
        await SendAsync(1); // the first to come is the first to go
        await Task.WhenAll(Enumerable.Range(0, CallersAtOnce).Select(async _ =>
        {
            while (Interlocked.Increment(ref next) is var number && number <= events)
            {
                await SendAsync(number);
            }
        }));
        return refused;

        async Task SendAsync(int number)
        {
            var request = new EmitEventRequest
            {
                EventName = EventName,
                Data = JsonElement.Parse(Text($$"""{"number":{{number}}}""")),
            };
            using var answer = await server.SendAsync(
                HttpMethod.Post, "events", JsonContent.Create(request, ContractsJson.Default.EmitEventRequest));
            if (answer.IsSuccessStatusCode)
                return;
            Assert.Equal("run.too_many_waiting", await answer.RefusedAsync(HttpStatusCode.TooManyRequests));
            Assert.NotNull(answer.Headers.RetryAfter);
            Interlocked.Increment(ref refused);
        }
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
