using System.Globalization;
using System.Text.Json;
using Nexus.Processes;

namespace Nexus.Bench.Hooks;

/// <summary>The real server, on a home and a port of its own.</summary>
internal sealed class ServerUnderTest : IAsyncDisposable
{
    public const string Token = "0123456789abcdef0123456789abcdef";
    private const double TicksPerSecond = 100;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly Spawner _spawner;
    private readonly ChildProcess _child;

    private ServerUnderTest(Spawner spawner, ChildProcess child, Uri address) =>
        (_spawner, _child, Address) = (spawner, child, address);

    public Uri Address { get; }

    /// <param name="home">Its home; perhaps one that it had before.</param>
    /// <param name="settings">More of its configuration.</param>
    public static async Task<ServerUnderTest> StartAsync(string home, string settings = "")
    {
        var state = Directory.CreateDirectory(Path.Combine(home, "state")).FullName;
        var announced = Path.Combine(state, "server.json");
        File.Delete(announced);
        await File.WriteAllTextAsync(
            Path.Combine(state, "config.json"),
            $$"""{"auth": {"token": "{{Token}}"}, "env_id": "bench"{{settings}}}""");
        var spawner = new Spawner(TimeProvider.System);
        var program = Path.Combine(Environment.GetEnvironmentVariable("NEXUS_BIN") ?? "dist", "nexusd");
        var child = spawner.Spawn(new(new Argv(program, "--home", home, "--port", "0"))
        {
            Output = StdioTarget.AppendTo(Path.Combine(home, "log")),
            Error = StdioTarget.AppendTo(Path.Combine(home, "log")),
        });
        using var patience = new CancellationTokenSource(Patience);
        while (!File.Exists(announced))
            await Task.Delay(2, patience.Token);
        var told = JsonElement.Parse(await File.ReadAllTextAsync(announced, patience.Token));
        return new(spawner, child, new(told.GetProperty("url").GetString() ?? ""));
    }

    /// <summary>Resident, in MiB.</summary>
    public double Memory => long.Parse(
        File.ReadLines($"/proc/{_child.Pid}/status").First(line => line.StartsWith("VmRSS:", StringComparison.Ordinal))
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture) / 1024.0;

    /// <summary>Processor time it took so far.</summary>
    public TimeSpan ProcessorTime()
    {
        var stat = File.ReadAllText($"/proc/{_child.Pid}/stat");
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        var ticks = fields[11..13].Sum(field => long.Parse(field, CultureInfo.InvariantCulture));
        return TimeSpan.FromSeconds(ticks / TicksPerSecond);
    }

    public async ValueTask DisposeAsync()
    {
        await _child.DisposeAsync();
        _spawner.Dispose();
    }
}
