using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Nexus.Bench.Engine;
using Nexus.Bench.Hooks;

var isQuick = args.Contains("--quick", StringComparer.Ordinal);
var isJson = args.Contains("--json", StringComparer.Ordinal);
var duration = TimeSpan.FromSeconds(isQuick ? 4 : 10);
var probe = TimeSpan.FromSeconds(isQuick ? 0.5 : 1);
const int Connections = 64;
const string Fine = "HTTP/1.1 200 ";

// Beside the program, which is on a disk; the system's temporary directory may be memory.
var directory = Directory.CreateDirectory(
    Path.Combine(AppContext.BaseDirectory, "data", Path.GetRandomFileName())).FullName;
try
{
    var before = FlushProbe.PerSecond(directory, probe);
    await using var server = await ServerUnderTest.StartAsync(Path.Combine(directory, "home"));
    var senders = new Senders(server.Address, Connections);
    var webhooks = new Webhooks();
    await Webhooks.PrepareAsync(server.Address, ServerUnderTest.Token);
    await senders.RunAsync(webhooks.Next, Webhooks.Accepted, 2 * duration);
    await senders.RunAsync(() => Webhooks.Health, Fine, duration / 4);
    var (processors, taken) = (ProcessorTime.Read(), server.ProcessorTime());
    var hooks = await senders.RunAsync(webhooks.Next, Webhooks.Accepted, duration);
    var cpu = (server.ProcessorTime() - taken).TotalMicroseconds / hooks.Milliseconds.Count;
    var stolen = ProcessorTime.Read().StolenPercentSince(processors);
    var health = await senders.RunAsync(() => Webhooks.Health, Fine, duration / 2);
    Report(hooks, health, (stolen, cpu), (before, FlushProbe.PerSecond(directory, probe)));
}
finally
{
    Directory.Delete(directory, recursive: true);
}

void Report(
    Answers hooks, Answers health, (double Stolen, double Microseconds) cpu, (double Before, double After) flushes)
{
    var result = new JsonObject
    {
        ["durable_webhooks_per_second"] = Math.Round(hooks.PerSecond),
        ["durable_webhooks_per_second_goal"] = 5000,
        ["connections"] = Connections,
        ["webhook_ms_p50"] = hooks.Percentile(0.50),
        ["webhook_ms_p99"] = hooks.Percentile(0.99),
        ["health_per_second"] = Math.Round(health.PerSecond),
        ["webhooks_of_health"] = Math.Round(hooks.PerSecond / health.PerSecond, 2),
        ["fsync_per_second_before"] = Math.Round(flushes.Before),
        ["fsync_per_second_after"] = Math.Round(flushes.After),
        ["server_cpu_microseconds_per_webhook"] = Math.Round(cpu.Microseconds, 1),
        ["processor_stolen_percent"] = Math.Round(cpu.Stolen, 1),
        ["load_average_after"] = ProcessorTime.LoadAverage(),
    };
    Console.WriteLine(isJson
        ? result.ToJsonString(new JsonSerializerOptions { WriteIndented = true })
        : string.Join('\n', result.Select(row => string.Create(
            CultureInfo.InvariantCulture, $"{row.Key,-36} {row.Value}"))));
}
