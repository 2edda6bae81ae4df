using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Nexus.Node.Environments;
using Nexus.Node.Files;
using Nexus.Node.Providers.Process;
using Nexus.Processes;

namespace Nexus.Node.Tests;

/// <summary>A whole node in this process. What it started ends with the test.</summary>
internal sealed class NodeUnderTest : IAsyncDisposable
{
    private CancellationTokenSource _stop = new();
    private Task _run = Task.CompletedTask;

    public NodeUnderTest(FakeServer server, params string[] providers)
    {
        Root = Directory.CreateTempSubdirectory("nx-").FullName;
        ServerHome = Path.Combine(Root, "home");
        Directory.CreateDirectory(Path.Combine(ServerHome, "state"));
        WriteServerFiles(server);
        Options = new NodeOptions
        {
            State = Path.Combine(Root, "n"),
            Name = "n",
            Providers = providers,
            ServerHome = ServerHome,
            DockerSocket = providers.Contains("docker") ? Requires.DockerSocket() : "/nowhere/docker.sock",
            Programs = Requires.DaemonDirectory(),
        };
    }

    public string Root { get; }

    public string ServerHome { get; }

    public NodeOptions Options { get; set; }

    public EnvironmentDirectories Directories => new(Path.Combine(Options.State, "e"));

    public Task Run => _run;

    public void WriteServerFiles(FakeServer server)
    {
        File.WriteAllText(
            Path.Combine(ServerHome, "state", "server.json"),
            $$"""{"url":"{{server.Url}}","pid":{{Environment.ProcessId}}}""");
        File.WriteAllText(
            Path.Combine(ServerHome, "state", "config.json"),
            $$$"""{"auth":{"token":"{{{FakeServer.AdminToken}}}"}}""");
    }

    public void Start()
    {
        _stop = new CancellationTokenSource();
        _run = new NodeProgram(Options, TimeProvider.System, Logger()).RunAsync(_stop.Token);
    }

    /// <summary>As SIGTERM does.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _run.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        using var spawner = new Spawner(TimeProvider.System);
        var sandboxes = new Sandboxes(
            spawner, new Egress(spawner, Wall(spawner), NullLogger.Instance), TimeProvider.System,
            NullLogger.Instance);
        foreach (var record in Directories.All())
        {
            await sandboxes.StopAsync(
                new SandboxPaths(Directories.PathOf(record.WorkspaceId)), TimeSpan.Zero, CancellationToken.None);
        }

        OwnedTree.Remove(Root);
        _stop.Dispose();
    }

    private SandboxWall Wall(Spawner spawner) =>
        new(spawner, Directories, TimeProvider.System, NullLogger.Instance);

    private static ILogger Logger() => TestContext.Current.TestOutputHelper is { } output
        ? new JsonLines(new OutputWriter(output), TimeProvider.System, LogLevel.Debug)
        : NullLogger.Instance;

    private sealed class OutputWriter(ITestOutputHelper output) : StringWriter
    {
        public override void WriteLine(string? value) => output.WriteLine(value ?? "");
    }
}
