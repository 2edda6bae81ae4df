using System.Globalization;
using System.Text.Json;
using Nexus.Processes;

namespace Nexus.Bench.Workspace;

/// <summary>Server and node of our own, of the real binaries; disposing it removes all they made and stops them.</summary>
internal sealed class NexusUnderTest(Programs programs, string root) : IAsyncDisposable
{
    private readonly string _nodeState = Path.Combine(root, "n");

    public static string Bin { get; } = Environment.GetEnvironmentVariable("NEXUS_BIN")
        ?? throw new BenchException("NEXUS_BIN is not set; start this with bench/run workspace.");

    public string Cli { get; } = Path.Combine(Bin, "nexus");

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await NexusAsync(["coordination", "start", "--detach", "--port", "0"], cancellationToken);
        await NexusAsync(["agent", "start", "--detach", "--state", _nodeState, "--name", "bench"], cancellationToken);
    }

    public Task<string> NexusAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken) =>
        programs.RunAsync(new Argv(Cli, arguments), cancellationToken);

    /// <returns>Milliseconds until the command says that it is ready.</returns>
    public Task<double> CreateAsync(string name, string repository, CancellationToken cancellationToken) =>
        programs.TimeAsync(
            new Argv(Cli, "workspace", "create", name, "--source", repository, "--provider", "docker"),
            cancellationToken);

    public Task RemoveAsync(string name, CancellationToken cancellationToken) =>
        NexusAsync(["workspace", "rm", name, "--force", "--yes"], cancellationToken);

    public async Task<SshTarget> DoorAsync(string name, string key, CancellationToken cancellationToken)
    {
        using var status = await StatusAsync(name, cancellationToken);
        return new("door", status.RootElement.GetProperty("ssh").GetProperty("port").GetInt32(), key);
    }

    public Task<int> ServerPidAsync(CancellationToken cancellationToken) =>
        PidAsync(["coordination", "status", "--json"], cancellationToken);

    public Task<int> NodePidAsync(CancellationToken cancellationToken) =>
        PidAsync(["agent", "status", "--state", _nodeState, "--json"], cancellationToken);

    public async Task<int> DaemonPidAsync(string name, CancellationToken cancellationToken)
    {
        using var status = await StatusAsync(name, cancellationToken);
        var id = status.RootElement.GetProperty("workspace_id").GetString() ?? "";
        var container = id.Replace("ws-", "workspace-", StringComparison.Ordinal);
        var pid = await programs.RunAsync(
            new Argv("docker", "inspect", "--format", "{{.State.Pid}}", container), cancellationToken);
        return int.Parse(pid, CultureInfo.InvariantCulture);
    }

    public async ValueTask DisposeAsync()
    {
        var list = await programs.TryAsync(new Argv(Cli, "workspace", "list", "--json"), CancellationToken.None);
        foreach (var name in list.IsSuccess ? Names(list.Output) : [])
            await programs.TryAsync(new Argv(Cli, "workspace", "rm", name, "--force", "--yes"), CancellationToken.None);
        await programs.TryAsync(new Argv(Cli, "agent", "stop", "--state", _nodeState), CancellationToken.None);
        await programs.TryAsync(new Argv(Cli, "coordination", "stop"), CancellationToken.None);
    }

    private static List<string> Names(string list)
    {
        using var page = JsonDocument.Parse(list);
        return [.. page.RootElement.GetProperty("items").EnumerateArray()
            .Select(item => item.GetProperty("workspace_name").GetString() ?? "")];
    }

    private async Task<JsonDocument> StatusAsync(string name, CancellationToken cancellationToken) =>
        JsonDocument.Parse(await NexusAsync(["workspace", "status", name, "--json"], cancellationToken));

    private async Task<int> PidAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        using var view = JsonDocument.Parse(await NexusAsync(arguments, cancellationToken));
        return view.RootElement.GetProperty("pid").GetInt32();
    }
}
