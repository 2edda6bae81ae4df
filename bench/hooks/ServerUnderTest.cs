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

    public static async Task<ServerUnderTest> StartAsync(string home)
    {
        var state = Directory.CreateDirectory(Path.Combine(home, "state")).FullName;
        await File.WriteAllTextAsync(
            Path.Combine(state, "config.json"), $$"""{"auth": {"token": "{{Token}}"}, "env_id": "bench"}""");
        var spawner = new Spawner(TimeProvider.System);
        var program = Path.Combine(Environment.GetEnvironmentVariable("NEXUS_BIN") ?? "dist", "nexusd");
        var child = spawner.Spawn(new(new Argv(program, "--home", home, "--port", "0"))
        {
            Output = StdioTarget.AppendTo(Path.Combine(home, "log")),
            Error = StdioTarget.AppendTo(Path.Combine(home, "log")),
        });
        var announced = Path.Combine(state, "server.json");
        using var patience = new CancellationTokenSource(Patience);
        while (!File.Exists(announced))
            await Task.Delay(20, patience.Token);
        var told = JsonElement.Parse(await File.ReadAllTextAsync(announced, patience.Token));
        return new(spawner, child, new(told.GetProperty("url").GetString() ?? ""));
    }

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
