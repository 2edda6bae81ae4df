using System.Text.Json;
using Nexus.Contracts;
using Nexus.Processes;

namespace Nexus.Journeys.Installing;

/// <summary>
/// A server and a node of their own, made of the real binaries, with home, key and ports of their own. Disposing it
/// removes its workspaces and stops both by pid, and other nodes that were started below its directory.
/// </summary>
internal sealed class Installation : IAsyncDisposable
{
    private const UnixFileMode OnlyOurs =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private static int _blocks = Random.Shared.Next(100);

    private readonly Spawner _spawner = new(TimeProvider.System);
    private readonly ProcessRunner _runner;

    private readonly string? _docker;

    private Installation(string root, string? docker, string? nodeState)
    {
        (Root, _docker, NodeState) = (root, docker ?? Docker, nodeState ?? Path.Combine(root, "n"));
        _runner = new(TimeProvider.System, _spawner);
    }

    public string Root { get; }

    public string Key => Path.Combine(Root, "key");

    public string NodeState { get; }

    public string Home => Path.Combine(Root, "home");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static string Bin =>
        Environment.GetEnvironmentVariable("NEXUS_BIN") ?? throw new InvalidOperationException("Run ./test.");

    private static string? Docker => Environment.GetEnvironmentVariable("NEXUS_TEST_DOCKER");

    /// <summary>Skips the test where the provider has nothing to run on.</summary>
    public static void Require(string provider)
    {
        if (provider is "docker")
            Assert.SkipWhen(Docker is null, "no Docker engine: run ./test");
    }

    /// <param name="provider">What it needs at least.</param>
    /// <param name="settings">More members of the server's settings, as JSON with a comma before each.</param>
    /// <param name="docker">An engine of its own.</param>
    /// <param name="nodeState">A directory on a disk of its own.</param>
    public static async Task<Installation> StartAsync(
        string provider, string settings = "", string? docker = null, string? nodeState = null)
    {
        Require(provider);
        var root = Directory.CreateTempSubdirectory("nxj-").FullName;
        var installation = new Installation(root, docker, nodeState);
        try
        {
            await installation.RunAsync(
                new Argv("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", installation.Key));
            await installation.ConfigureAsync(settings);
            await installation.StartServerAsync();
            await installation.StartNodeAsync();
            return installation;
        }
        catch
        {
            await installation.DisposeAsync();
            throw;
        }
    }

    /// <summary>Doors of its own, so that a port another test takes is never the one this test expects back.</summary>
    private async Task ConfigureAsync(string settings)
    {
        var block = Interlocked.Increment(ref _blocks) % 100;
        var (ssh, services) = (10_000 + (10 * block), 23_000 + (10 * block));
        Directory.CreateDirectory(Path.Combine(Home, "state"), OnlyOurs);
        var config = Path.Combine(Home, "state", "config.json");
        await File.WriteAllTextAsync(
            config,
            $$"""
            {
              "ports": {
                "ssh": { "first": {{ssh}}, "last": {{ssh + 9}} },
                "services": { "first": {{services}}, "last": {{services + 9}} },
                "quarantine": "00:00:01"
              }{{settings}}
            }
            """,
            Ct);
        File.SetUnixFileMode(config, UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    public Task StartServerAsync() => NexusAsync("coordination", "start", "--detach", "--port", "0");

    public Task StartNodeAsync() =>
        NexusAsync("agent", "start", "--detach", "--state", NodeState, "--name", "here");

    /// <summary>Runs <c>nexus</c>; anything but exit code 0 fails the test with what it printed.</summary>
    public async Task<string> NexusAsync(params string[] arguments)
    {
        var result = await TryNexusAsync(arguments);
        Assert.True(
            result.IsSuccess,
            $"nexus {string.Join(' ', arguments)}: {result.ExitCode}\n{result.Output}\n{result.Error}");
        return result.Output;
    }

    public Task<ProcessResult> TryNexusAsync(params string[] arguments) =>
        TryRunAsync(new Argv(Path.Combine(Bin, "nexus"), arguments));

    public async Task<WorkspaceView> StatusAsync(string name) =>
        JsonSerializer.Deserialize(
            await NexusAsync("workspace", "status", name, "--json"), ContractsJson.Default.WorkspaceView)!;

    public async Task<string> RunAsync(Argv argv)
    {
        var result = await TryRunAsync(argv);
        Assert.True(result.IsSuccess, $"{argv}: {result.ExitCode}\n{result.Output}\n{result.Error}");
        return result.Output;
    }

    /// <summary>A script with its arguments as $1, $2, ...; anything but exit code 0 fails the test.</summary>
    public Task<string> ScriptAsync(string script, params string[] arguments) =>
        RunAsync(new Argv("/bin/sh", ["-ec", script, "sh", .. arguments]));

    /// <summary>A program that goes on until it is disposed.</summary>
    public ChildProcess Start(string program, params string[] arguments) => _spawner.Spawn(
        new SpawnRequest(new Argv(program is "nexus" ? Path.Combine(Bin, program) : program, arguments))
        {
            Environment = Variables(),
            WorkingDirectory = Root,
            Input = StdioTarget.Pipe,
            Output = StdioTarget.Pipe,
        });

    public Task<ProcessResult> TryRunAsync(Argv argv) => _runner.RunAsync(
        new ProcessRequest(argv)
        {
            Environment = Variables(),
            Deadline = TimeSpan.FromMinutes(5),
            WorkingDirectory = Root,
        },
        Ct);

    /// <summary>What one needs to log in with a plain OpenSSH client.</summary>
    public string[] SshOptions(WorkspaceView workspace) =>
    [
        "-i", Key, "-o", "IdentitiesOnly=yes", "-o", "BatchMode=yes", "-o", "StrictHostKeyChecking=accept-new",
        "-o", $"UserKnownHostsFile={Path.Combine(Root, "known_hosts")}", "-o", "ConnectTimeout=20",
        "-o", $"Port={workspace.Ssh.Port}", "-o", $"HostKeyAlias={workspace.WorkspaceId}",
    ];

    public Task<ProcessResult> SshAsync(WorkspaceView workspace, params string[] command) =>
        TryRunAsync(new Argv("ssh", [.. SshOptions(workspace), $"dev@{workspace.Ssh.Host}", .. command]));

    public async ValueTask DisposeAsync()
    {
        var list = await _runner.RunAsync(Request("workspace", "list", "--json"), CancellationToken.None);
        foreach (var name in Names(list))
            await _runner.RunAsync(Request("workspace", "rm", name, "--force", "--yes"), CancellationToken.None);
        foreach (var node in NodeStates.Below(Root).Union([NodeState], StringComparer.Ordinal))
            await _runner.RunAsync(Request("agent", "stop", "--state", node), CancellationToken.None);
        await _runner.RunAsync(Request("coordination", "stop"), CancellationToken.None);
        _spawner.Dispose();
        Directory.Delete(Root, recursive: true);
    }

    private static IEnumerable<string> Names(ProcessResult list)
    {
        if (!list.IsSuccess)
            return [];
        using var page = JsonDocument.Parse(list.Output);
        return [.. page.RootElement.GetProperty("items").EnumerateArray()
            .Select(item => item.GetProperty("workspace_name").GetString() ?? "")];
    }

    private ProcessRequest Request(params string[] arguments) =>
        new(new Argv(Path.Combine(Bin, "nexus"), arguments))
        { Environment = Variables(), Deadline = TimeSpan.FromMinutes(2) };

    private Dictionary<string, string> Variables() => new(StringComparer.Ordinal)
    {
        ["NEXUS_HOME"] = Home,
        ["NEXUS_CONFIG_DIR"] = Path.Combine(Root, "user"),
        ["NEXUS_SSH_KEY_PATH"] = Key,
        ["NEXUS_TOKEN"] = "",
        ["NEXUS_SERVER"] = "",
        ["DOCKER_HOST"] = _docker ?? "",
        ["NO_COLOR"] = "1",
        ["NEXUS"] = Path.Combine(Bin, "nexus"),
    };
}
