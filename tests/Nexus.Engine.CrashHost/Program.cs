using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Nexus.Engine;
using Nexus.Engine.CrashHost;
using Nexus.Engine.Footprints;
using Nexus.Engine.Runs;
using Nexus.Platform;
using Nexus.Platform.Ledger;
using Nexus.Platform.Ledger.Sqlite;
using Nexus.Platform.Usage;

// Emits events for ever and prints the number of each that was acknowledged, until it is killed.
// Arguments: database, diary, first number; perhaps the database of footprints, which it keeps then.
const int Callers = 8;
var (path, diary, next) = (args[0], args[1], int.Parse(args[2], CultureInfo.InvariantCulture));
var redactor = new Redactor();
await using var ledger = SqliteLedger.Open(new() { Path = path }, redactor);
var triggers = new TriggerTable();
foreach (var trigger in new CrashPlan(diary).Triggers)
    triggers.Register(trigger);
var recent = new RecentRuns();
await using var engine = new RunEngine(
    ledger, triggers,
    new(new EngineOptions(), TimeProvider.System, NullLoggerFactory.Instance) { Recent = recent });
await engine.StartAsync(CancellationToken.None);
using var usage = args.Length > 3 ? UsageStore.Open(new(args[3])) : null;
using var reader = usage is null ? null : new FootprintReader(
    ledger, usage, recent, new OptionsWrapper<ImpressionOptions>(new()), TimeProvider.System,
    NullLogger<FootprintReader>.Instance)
{
    Pace = TimeSpan.FromMilliseconds(1),
};
await (reader?.StartAsync(CancellationToken.None) ?? Task.CompletedTask);
await Task.WhenAll(Enumerable.Range(0, Callers).Select(_ => CallAsync()));

async Task CallAsync()
{
    while (true)
    {
        var number = Interlocked.Increment(ref next);
        var item = LedgerEvent.Now(
            TimeProvider.System, CrashPlan.EventOf(number), new("thing", $"thing-{number}"), "crash");
        await engine.EmitAsync(
            new([item with { Data = EventData.Of(("number", number)) }]), CancellationToken.None);
        Console.Out.WriteLine(number);
        await Console.Out.FlushAsync();
    }
}
