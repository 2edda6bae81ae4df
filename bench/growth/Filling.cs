using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Nexus.Bench.Engine;
using Nexus.Contracts;
using Nexus.Engine.Runs;
using Nexus.Platform.Ledger;

namespace Nexus.Bench.Growth;

/// <summary>
/// Runs of one step, as many as wanted, executed by the engine itself: what they leave is what a server leaves. All
/// come from one source of webhooks; every thousandth fails.
/// </summary>
internal sealed class Filling(People people)
{
    public const string EventName = "bench.grown";
    public const string Source = "bench";
    private const int OfFew = 20;
    private const int Callers = 256;
    private const int FailEvery = 1000;
    private const int RememberEvery = 100;
    private readonly List<Guid> _known = [];
    private long _number;

    /// <summary>Of all there are, some in the middle.</summary>
    public Guid Middle
    {
        get
        {
            lock (_known)
                return _known.Order().ElementAt(_known.Count / 2);
        }
    }

    public long Count => Volatile.Read(ref _number);

    /// <summary>Until there are so many.</summary>
    public async Task RunAsync(Home home, long runs)
    {
        var plan = new Plan("grown", new Step { Name = "only", RunAsync = StepAsync });
        await using var engine = await EngineUnderTest.StartAsync(
            home.Path, trigger: new(EventName, plan) { Lane = item => item.CorrelationId });
        await Task.WhenAll(Enumerable.Range(0, Callers).Select(_ => CallAsync(engine, runs)));
        Volatile.Write(ref _number, runs);
    }

    private async Task CallAsync(EngineUnderTest engine, long runs)
    {
        while (Interlocked.Increment(ref _number) is var number && number <= runs)
        {
            var lane = number.ToString(CultureInfo.InvariantCulture);
            var item = LedgerEvent.Now(TimeProvider.System, EventName, new("hook", Source), lane) with
            {
                OwnerId = (number <= OfFew ? people.Few : people.Many).Id,
                Data = EventData.Of(("number", number), ("note", (JsonNode)new string('n', 200))),
            };
            await engine.Intake.EmitAsync(new([item]), CancellationToken.None);
            if (await engine.Runs.RunOfAsync(lane, CancellationToken.None) is not { } run)
                continue;
            await engine.Runs.WaitAsync(run, CancellationToken.None);
            if (number % RememberEvery == 0)
                Remember(run);
        }
    }

    private void Remember(Guid run)
    {
        lock (_known)
            _known.Add(run);
    }

    private static Task<JsonElement?> StepAsync(StepContext context, CancellationToken cancellationToken) =>
        context.Inputs.GetProperty("number").GetInt64() % FailEvery == 0
            ? throw new NexusException(new NexusError("bench" + ".broken", "It broke."))
            : Task.FromResult<JsonElement?>(EventData.Of(("text", (JsonNode)new string('t', 100))));
}
