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
const int StepsOfRun = 10;

// Beside the program, which is on a disk; the system's temporary directory may be memory.
var directory = Directory.CreateDirectory(
    Path.Combine(AppContext.BaseDirectory, "data", Path.GetRandomFileName())).FullName;
try
{
    var load = new Load();
    var before = FlushProbe.PerSecond(directory, probe);
    LoadResult alone, busy, half;
    double stolen;
    await using (var engine = await EngineUnderTest.StartAsync(directory, isBare, load.Echo))
    {
        await Load.PrepareAsync(engine);
        await load.RunAsync(engine, InFlight, TimeSpan.FromSeconds(5));
        alone = await load.RunAsync(engine, 1, duration / 4);
        var processors = ProcessorTime.Read();
        busy = await load.RunAsync(engine, InFlight, duration);
        stolen = ProcessorTime.Read().StolenPercentSince(processors);
        half = await load.RunAsync(engine, InFlight, duration / 2, busy.StepsPerSecond / StepsOfRun / 2);
    }

    var after = FlushProbe.PerSecond(directory, probe);
    Report((before, after), stolen, alone, busy, half);
}
finally
{
    Directory.Delete(directory, recursive: true);
}

void Report((double Before, double After) flushes, double stolen, LoadResult alone, LoadResult busy, LoadResult half)
{
    var least = Math.Min(flushes.Before, flushes.After);
    var result = new JsonObject
    {
        ["durable_steps_per_second"] = Math.Round(busy.StepsPerSecond),
        ["durable_steps_per_second_goal"] = Math.Round(Math.Min(20_000, 0.5 * InFlight * least)),
        ["in_flight"] = InFlight,
        ["fsync_per_second"] = Math.Round(least),
        ["fsync_per_second_before"] = Math.Round(flushes.Before),
        ["fsync_per_second_after"] = Math.Round(flushes.After),
        ["transactions"] = busy.Transactions,
        ["garbage_collections"] = GC.CollectionCount(0),
        ["cpu_microseconds_per_step"] = Math.Round(busy.CpuMicroseconds, 1),
        ["processor_stolen_percent"] = Math.Round(stolen, 1),
        ["run_alone_ms_p50"] = alone.Runs.At(0.50),
        ["run_alone_ms_p99"] = alone.Runs.At(0.99),
        ["emit_to_run_start_alone_ms_p50"] = alone.EmitStarts.At(0.50),
        ["emit_to_run_start_alone_ms_p99"] = alone.EmitStarts.At(0.99),
        ["emit_to_run_start_half_load_ms_p50"] = half.EmitStarts.At(0.50),
        ["emit_to_run_start_half_load_ms_p99"] = half.EmitStarts.At(0.99),
        ["emit_to_run_start_ms_p50"] = busy.EmitStarts.At(0.50),
        ["emit_to_run_start_ms_p99"] = busy.EmitStarts.At(0.99),
        ["event_to_run_start_alone_ms_p50"] = alone.Starts.At(0.50),
        ["event_to_run_start_alone_ms_p99"] = alone.Starts.At(0.99),
        ["event_to_run_start_ms_p50"] = busy.Starts.At(0.50),
        ["event_to_run_start_ms_p99"] = busy.Starts.At(0.99),
        ["durable_steps_per_second_half_load"] = Math.Round(half.StepsPerSecond),
        ["durable_steps_per_second_alone"] = Math.Round(alone.StepsPerSecond),
        ["load_average_after"] = ProcessorTime.LoadAverage(),
    };
    Console.WriteLine(isJson
        ? result.ToJsonString(new JsonSerializerOptions { WriteIndented = true })
        : string.Join('\n', result.Select(row => string.Create(
            CultureInfo.InvariantCulture, $"{row.Key,-36} {row.Value}"))));
}
