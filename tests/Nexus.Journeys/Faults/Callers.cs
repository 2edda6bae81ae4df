using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using Nexus.Contracts;

namespace Nexus.Journeys.Faults;

/// <summary>
/// Who send events, every other one as a webhook, and send each again, under the same name, until it is taken: what
/// they heard of is what may not be lost.
/// </summary>
internal sealed class Callers(LoneServer server)
{
    public const string EventName = "load.raised";
    private const string Secret = "0123456789abcdef-of-this-source";
    private const string Source = "load";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private readonly ConcurrentDictionary<long, Guid> _taken = new();
    private readonly ConcurrentDictionary<string, int> _refused = new(StringComparer.Ordinal);
    private long _number;

    /// <summary>Events by the number in them.</summary>
    public IReadOnlyDictionary<long, Guid> Taken => _taken;

    /// <summary>How often what was answered instead; <c>none</c>: nothing was.</summary>
    public IReadOnlyDictionary<string, int> Refused => _refused;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>A source of webhooks, and a blueprint whose runs call somebody between two steps.</summary>
    public async Task PrepareAsync(string url)
    {
        await server.AddSourceAsync(Source, Secret, EventName);
        await server.PromoteAsync($$$"""
            id: bp.load
            trigger: { event_type: {{{EventName}}} }
            inputs: [ { name: number, type: integer } ]
            plan:
              - { kind: transform, id: first, value: { number: "{{ inputs.number }}" } }
              - { kind: action_task, id: call, action: http.call,
                  with: { url: "{{{url}}}?n={{ inputs.number }}", method: POST } }
              - { kind: transform, id: last, value: { number: "{{ steps.first.outputs.number }}" } }
            """);
    }

    /// <summary>Until it is enough; what was begun is sent until it is taken.</summary>
    /// <param name="count">Of them.</param>
    /// <param name="pause">Of each between two.</param>
    /// <param name="enough">Says when.</param>
    public Task RunAsync(int count, TimeSpan pause, CancellationToken enough) =>
        Task.WhenAll(Enumerable.Range(0, count).Select(_ => RunAsync(pause, enough)));

    /// <summary>Until one more of them was taken.</summary>
    public async Task TakenMoreAsync()
    {
        var (before, began) = (_taken.Count, Stopwatch.GetTimestamp());
        while (_taken.Count == before)
        {
            Assert.True(Stopwatch.GetElapsedTime(began) < Patience, "Nothing is taken any more.");
            await Task.Delay(5, Ct);
        }
    }

    private async Task RunAsync(TimeSpan pause, CancellationToken enough)
    {
        await Task.Yield();
        while (!enough.IsCancellationRequested)
        {
            await SendAsync(Interlocked.Increment(ref _number));
            if (pause > TimeSpan.Zero)
                await Task.Delay(pause, Ct);
        }
    }

    private async Task SendAsync(long number)
    {
        var began = Stopwatch.GetTimestamp();
        while (true)
        {
            var (id, code) = await TryAsync(number);
            if (id is { } taken)
            {
                _taken[number] = taken;
                return;
            }

            _refused.AddOrUpdate(code, 1, (_, count) => count + 1);
            Assert.True(Stopwatch.GetElapsedTime(began) < Patience, $"Event {number} is never taken: {code}");
            await Task.Delay(20, Ct);
        }
    }

    private async Task<(Guid? Id, string Code)> TryAsync(long number)
    {
        try
        {
            using var answer = await (number % 2 is 0 ? HookAsync(number) : EmitAsync(number));
            var body = JsonElement.Parse(await answer.Content.ReadAsStringAsync(Ct));
            return answer.IsSuccessStatusCode
                ? (body.GetProperty("event_id").GetGuid(), "")
                : (null, body.GetProperty("error").GetProperty("code").GetString() ?? "");
        }
        catch (Exception e) when (!Ct.IsCancellationRequested
            && e is HttpRequestException or IOException or TaskCanceledException)
        {
            return (null, "none");
        }
    }

    private Task<HttpResponseMessage> HookAsync(long number) => server.HookAsync(
        Source, Secret, Text($$"""{"number":{{number}}}"""), Text($"d-{number}"));

    private Task<HttpResponseMessage> EmitAsync(long number)
    {
        var request = new EmitEventRequest
        {
            EventName = EventName,
            Data = JsonElement.Parse(Text($$"""{"number":{{number}}}""")),
        };
        return server.SendAsync(
            HttpMethod.Post, "events", JsonContent.Create(request, ContractsJson.Default.EmitEventRequest),
            ("Idempotency-Key", Text($"load-{number}")));
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
