using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Nexus.Platform;
using Nexus.Platform.Ledger.Sqlite;
using Nexus.Processes;

namespace Nexus.Journeys.Faults;

/// <summary>The real server without a node, on a home of its own; it is killed and started again.</summary>
internal sealed class LoneServer : IAsyncDisposable
{
    private const string Token = "0123456789abcdef0123456789abcdef";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly Spawner _spawner = new(TimeProvider.System);
    private readonly DirectoryInfo _own = Directory.CreateTempSubdirectory("nxl-");
    private readonly string _home;
    private readonly HttpClient _client = new() { Timeout = Patience };
    private ChildProcess? _child;

    private LoneServer(string? home) => _home = home ?? _own.FullName;

    /// <summary>Another one after each start.</summary>
    public Uri Address { get; private set; } = new("http://127.0.0.1:1");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private string Proc => string.Create(CultureInfo.InvariantCulture, $"/proc/{_child?.Pid}");

    private string State => Directory.CreateDirectory(Path.Combine(_home, "state")).FullName;

    /// <param name="settings">More of its configuration, as JSON with a comma before each member.</param>
    /// <param name="home">On a disk of its own; null: one that goes with this.</param>
    public static async Task<LoneServer> StartAsync(string settings = "", string? home = null)
    {
        var server = new LoneServer(home);
        await File.WriteAllTextAsync(
            Path.Combine(server.State, "config.json"),
            $$"""{"auth": {"token": "{{Token}}"}, "env_id": "test"{{settings}}}""", Ct);
        await server.StartAsync();
        return server;
    }

    /// <returns>How long it took until it answered.</returns>
    public async Task<TimeSpan> StartAsync()
    {
        var announced = Path.Combine(State, "server.json");
        File.Delete(announced);
        var began = Stopwatch.GetTimestamp();
        var bin = Environment.GetEnvironmentVariable("NEXUS_BIN") ?? throw new InvalidOperationException("Run ./test.");
        _child = _spawner.Spawn(new(new Argv(Path.Combine(bin, "nexusd"), "--home", _home, "--port", "0"))
        {
            Output = StdioTarget.AppendTo(Path.Combine(_own.FullName, "log")),
            Error = StdioTarget.AppendTo(Path.Combine(_own.FullName, "log")),
        });
        while (!File.Exists(announced))
        {
            Assert.True(
                !_child.Exited.IsCompleted && Stopwatch.GetElapsedTime(began) < Patience,
                $"It does not start:\n{await File.ReadAllTextAsync(Path.Combine(_own.FullName, "log"), Ct)}");
            await Task.Delay(5, Ct);
        }

        Address = new(JsonElement.Parse(await File.ReadAllTextAsync(announced, Ct)).GetProperty("url").GetString()!);
        return Stopwatch.GetElapsedTime(began);
    }

    public async Task KillAsync()
    {
        if (_child is not { } child)
            return;
        child.Send(Signal.Kill);
        await child.Exited;
        await child.DisposeAsync();
        _child = null;
    }

    /// <summary>Below <c>/api/v1/</c>, as the administrator.</summary>
    /// <exception cref="HttpRequestException">It is not there.</exception>
    public Task<HttpResponseMessage> SendAsync(
        HttpMethod method, string path, HttpContent? content, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(method, new Uri(Address, $"/api/v1/{path}")) { Content = content };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Token);
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        return _client.SendAsync(request, Ct);
    }

    public async Task<JsonElement> AskAsync(string path)
    {
        using var answer = await SendAsync(HttpMethod.Get, path, null);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return JsonElement.Parse(await answer.Content.ReadAsStringAsync(Ct));
    }

    /// <returns>The sum of what all lines of a metric say.</returns>
    public async Task<double> FigureAsync(string metric)
    {
        using var answer = await SendAsync(HttpMethod.Get, "../../metrics", null);
        return (await answer.Content.ReadAsStringAsync(Ct)).Split('\n')
            .Where(line => line.StartsWith(metric, StringComparison.Ordinal) && line[metric.Length] is '{' or ' ')
            .Sum(line => double.Parse(line.AsSpan(line.LastIndexOf(' ')), CultureInfo.InvariantCulture));
    }

    /// <summary>Until no run is open.</summary>
    public async Task SettleAsync(TimeSpan within)
    {
        var began = Stopwatch.GetTimestamp();
        while (await FigureAsync("nexus_runs") is var open && open > 0)
        {
            Assert.True(Stopwatch.GetElapsedTime(began) < within, $"{open} runs are open still.");
            await Task.Delay(50, Ct);
        }
    }

    /// <summary>Of <c>/proc/PID/status</c>: VmRSS, VmHWM in KiB, Threads.</summary>
    public long Status(string key) => long.Parse(
        File.ReadLines($"{Proc}/status").First(line => line.StartsWith($"{key}:", StringComparison.Ordinal))
            .Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);

    public int Descriptors() => Directory.EnumerateFileSystemEntries($"{Proc}/fd").Count();

    /// <returns>KiB.</returns>
    public long Stored(string database) => new FileInfo(Path.Combine(State, "data", database)).Length / 1024;

    /// <summary>While it is not running.</summary>
    public SqliteLedger OpenLedger() =>
        SqliteLedger.Open(new() { Path = Path.Combine(State, "data", "events.db") }, new Redactor());

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _client.Dispose();
        _spawner.Dispose();
        _own.Delete(recursive: true);
    }
}
