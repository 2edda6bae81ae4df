using System.Globalization;
using System.Text.Json;
using Nexus.Processes;

namespace Nexus.Server.Tests.Artifacts;

/// <summary>The real program on a port of its own.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private const string Token = "0123456789abcdef0123456789abcdef";

    private readonly Spawner _spawner;
    private readonly ChildProcess _child;

    private ServerProcess(Spawner spawner, ChildProcess child, HttpClient client) =>
        (_spawner, _child, Client) = (spawner, child, client);

    public HttpClient Client { get; }

    /// <summary>The most memory it ever had, in bytes.</summary>
    public long PeakMemory => long.Parse(
        File.ReadLines($"/proc/{_child.Pid}/status").First(line => line.StartsWith("VmHWM:", StringComparison.Ordinal))
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture) * 1024;

    /// <param name="home">Its home.</param>
    /// <param name="variables">More of its environment.</param>
    public static async Task<ServerProcess> StartAsync(
        string home, IReadOnlyDictionary<string, string>? variables = null)
    {
        var state = Directory.CreateDirectory(Path.Combine(home, "state")).FullName;
        var announced = Path.Combine(state, "server.json");
        File.Delete(announced);
        await File.WriteAllTextAsync(
            Path.Combine(state, "config.json"), $$"""{"auth": {"token": "{{Token}}"}, "env_id": "test"}""",
            TestContext.Current.CancellationToken);
        var spawner = new Spawner(TimeProvider.System);
        var program = Path.Combine(AppContext.BaseDirectory, "nexusd");
        var child = spawner.Spawn(new(new Argv(program, "--home", home, "--port", "0"))
        {
            Environment = variables ?? new Dictionary<string, string>(StringComparer.Ordinal),
            Output = StdioTarget.AppendTo(Path.Combine(home, "log")),
            Error = StdioTarget.AppendTo(Path.Combine(home, "log")),
        });
        await ArtifactHome.UntilAsync(() => File.Exists(announced));
        var url = JsonElement.Parse(await File.ReadAllTextAsync(announced, TestContext.Current.CancellationToken))
            .GetProperty("url").GetString();
        var client = new HttpClient { BaseAddress = new(url!) };
        client.DefaultRequestHeaders.Authorization = new("Bearer", Token);
        return new(spawner, child, client);
    }

    public async Task KillAsync()
    {
        _child.Send(Signal.Kill);
        await _child.Exited;
    }

    /// <summary>As systemd does, and waits for its end.</summary>
    public async Task<int> StopAsync()
    {
        _child.Send(Signal.Terminate);
        return await _child.Exited;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _child.DisposeAsync();
        _spawner.Dispose();
    }
}
