using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Nexus.Bench.Engine;

var isQuick = args.Contains("--quick", StringComparer.Ordinal);
var isBare = args.Contains("--bare", StringComparer.Ordinal);
var isJson = args.Contains("--json", StringComparer.Ordinal);
var duration = TimeSpan.FromSeconds(isQuick ? 4 : 10);
var probe = TimeSpan.FromSeconds(isQuick ? 0.5 : 1);
const int InFlight = 64;

// Beside the program, which is on a disk; the system's temporary directory may be memory.
var directory = Directory.CreateDirectory(
    Path.Combine(AppContext.BaseDirectory, "data", Path.GetRandomFileName())).FullName;
try
{
    var load = new Load();
    var before = FlushProbe.PerSecond(directory, probe);
    LoadResult alone, busy;
    double stolen;
    await using (var engine = await EngineUnderTest.StartAsync(directory, load.Trigger, isBare))
    {
        await load.RunAsync(engine, InFlight, TimeSpan.FromSeconds(5));
        alone = await load.RunAsync(engine, 1, duration / 4);
        var processors = ProcessorTime.Read();
        busy = await load.RunAsync(engine, InFlight, duration);
        stolen = ProcessorTime.Read().StolenPercentSince(processors);
    }

    var after = FlushProbe.PerSecond(directory, probe);
    Report(Math.Min(before, after), before, after, stolen, alone, busy);
}
finally
{
    Directory.Delete(directory, recursive: true);
}

void Report(double flushes, double before, double after, double stolen, LoadResult alone, LoadResult busy)
{
    var goal = Math.Min(20_000, 0.5 * InFlight * flushes);
    var result = new JsonObject
    {
        ["durable_steps_per_second"] = Math.Round(busy.StepsPerSecond),
        ["durable_steps_per_second_goal"] = Math.Round(goal),
        ["in_flight"] = InFlight,
        ["fsync_per_second"] = Math.Round(flushes),
        ["fsync_per_second_before"] = Math.Round(before),
        ["fsync_per_second_after"] = Math.Round(after),
        ["transactions"] = busy.Transactions,
        ["garbage_collections"] = GC.CollectionCount(0),
        ["cpu_microseconds_per_step"] = Math.Round(busy.CpuMicroseconds, 1),
        ["processor_stolen_percent"] = Math.Round(stolen, 1),
        ["event_to_run_start_ms_p50"] = busy.Start(0.50),
        ["event_to_run_start_ms_p99"] = busy.Start(0.99),
        ["event_to_run_start_alone_ms_p50"] = alone.Start(0.50),
        ["event_to_run_start_alone_ms_p99"] = alone.Start(0.99),
        ["durable_steps_per_second_alone"] = Math.Round(alone.StepsPerSecond),
    };
    Console.WriteLine(isJson
        ? result.ToJsonString(new JsonSerializerOptions { WriteIndented = true })
        : string.Join('\n', result.Select(row => string.Create(
            CultureInfo.InvariantCulture, $"{row.Key,-36} {row.Value}"))));
}
