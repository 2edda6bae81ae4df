using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Nexus.Bench.Engine;
using Nexus.Bench.Growth;

var isQuick = args.Contains("--quick", StringComparer.Ordinal);
var isJson = args.Contains("--json", StringComparer.Ordinal);
var largest = isQuick ? 20_000 : 1_000_000;
var rounds = isQuick ? 1 : 3;
var round = new Round(TimeSpan.FromSeconds(isQuick ? 2 : 5));

// Beside the program, which is on a disk; the system's temporary directory may be memory.
var directory = Directory.CreateDirectory(
    Path.Combine(AppContext.BaseDirectory, "data", Path.GetRandomFileName())).FullName;
try
{
    var processors = ProcessorTime.Read();
    var large = await Home.MakeAsync(Path.Combine(directory, "large"));
    var filling = new Filling(large.People);
    await filling.RunAsync(large, largest / 10);
    var small = large.Copy(Path.Combine(directory, "small"));
    var middle = filling.Middle;
    await filling.RunAsync(large, largest);
    Tell($"{large.Size} MiB hold {largest} runs, {small.Size} MiB a tenth of them");

    var (before, after) = (new Figures(), new Figures());
    for (var number = 1; number <= rounds; number++)
    {
        Tell($"round {number} of {rounds}");
        await round.RunAsync(small, middle, before);
        await round.RunAsync(large, filling.Middle, after);
    }

    Report(before, after, ProcessorTime.Read().StolenPercentSince(processors));
}
finally
{
    Directory.Delete(directory, recursive: true);
}

static void Tell(string what) => Console.Error.WriteLine($"{TimeProvider.System.GetLocalNow():HH:mm:ss} {what}");

void Report(Figures small, Figures large, double stolen)
{
    var result = new JsonObject();
    foreach (var name in small.Names)
    {
        var (one, other) = (small.Median(name), large.Median(name));
        result[name] = new JsonArray(
            Math.Round(one, 2), Math.Round(other, 2), Math.Round(100 * (other - one) / one, 1));
    }

    if (isJson)
    {
        result["processor_stolen_percent"] = Math.Round(stolen, 1);
        result["run_list_ms_p95"] = Math.Round(large.At("run_list_ms", 0.95), 2);
        Console.WriteLine(result.ToJsonString(new JsonSerializerOptions { WriteIndented = true }));
        return;
    }

    Console.WriteLine(Line("", $"{largest / 10} runs", $"{largest} runs", "change %"));
    foreach (var (name, values) in result)
        Console.WriteLine(Line(name, $"{values![0]}", $"{values[1]}", $"{values[2]}"));
    Console.WriteLine(Line("run_list_ms_p95", "", At(large.At("run_list_ms", 0.95)), ""));
    Console.WriteLine(Line("processor_stolen_percent", "", At(stolen), ""));
}

static string At(double value) => Math.Round(value, 2).ToString(CultureInfo.InvariantCulture);

static string Line(string name, string small, string large, string change) =>
    $"{name,-36} {small,14} {large,14} {change,10}";
