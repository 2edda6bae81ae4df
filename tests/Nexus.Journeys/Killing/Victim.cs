using System.Globalization;
using System.Text.Json;
using Nexus.Contracts;
using Nexus.Journeys.Installing;
using Nexus.Processes;

namespace Nexus.Journeys.Killing;

/// <summary>What can die in the middle of <c>up</c>.</summary>
internal enum Victim { Server, Node, Daemon, Environment }

internal static class Victims
{
    /// <summary>Kills it with signal 9; brings server and node back, as systemd would.</summary>
    /// <returns>False when it was not there to be killed.</returns>
    public static async Task<bool> KillAsync(this Installation nexus, Victim victim, WorkspaceView workspace)
    {
        switch (victim)
        {
            case Victim.Server:
                await KillAsync(await ProcessAsync(nexus, victim, workspace));
                await nexus.StartServerAsync();
                return true;
            case Victim.Node:
                await KillAsync(await ProcessAsync(nexus, victim, workspace));
                await nexus.StartNodeAsync();
                return true;
            case Victim.Environment when workspace.Provider is "docker":
                return (await nexus.TryRunAsync(
                    new Argv("docker", "rm", "-f", "-v", ContainerOf(workspace)))).IsSuccess;
            default:
                return await KillAsync(await ProcessAsync(nexus, victim, workspace));
        }
    }

    /// <summary>Kills it with signal 9, and nobody brings it back.</summary>
    public static async Task KillOnlyAsync(this Installation nexus, Victim victim, WorkspaceView workspace) =>
        Assert.True(await KillAsync(await ProcessAsync(nexus, victim, workspace)));

    /// <returns>Null when it is not there.</returns>
    public static async Task<ProcessIdentity?> ProcessAsync(
        this Installation nexus, Victim victim, WorkspaceView workspace)
    {
        var pid = victim switch
        {
            Victim.Server => PidIn(Path.Combine(nexus.Home, "state", "nexusd.pid")),
            Victim.Node => PidIn(Path.Combine(nexus.NodeState, "node.pid")),
            Victim.Daemon => await MainProcessAsync(nexus, workspace),
            _ => SandboxPid(nexus, workspace, "monitor"),
        };
        return pid is > 0 ? ProcessIdentity.Of(pid.Value) : null;
    }

    public static string ContainerOf(WorkspaceView workspace) => $"workspace-{workspace.WorkspaceId["ws-".Length..]}";

    private static async Task<bool> KillAsync(ProcessIdentity? victim)
    {
        if (victim is not { } process || !process.Send(Signal.Kill))
            return false;
        await process.WaitGoneAsync(
            TimeSpan.FromSeconds(10), TimeProvider.System, TestContext.Current.CancellationToken);
        return true;
    }

    /// <summary>Process 1 of the environment, as the machine numbers it.</summary>
    private static async Task<int?> MainProcessAsync(Installation nexus, WorkspaceView workspace)
    {
        if (workspace.Provider is not "docker")
            return SandboxPid(nexus, workspace, "main");
        var inspected = await nexus.TryRunAsync(
            new Argv("docker", "inspect", "-f", "{{.State.Pid}}", ContainerOf(workspace)));
        return Number(inspected.Output);
    }

    private static int? PidIn(string path) => File.Exists(path) ? Number(File.ReadAllText(path)) : null;

    private static int? SandboxPid(Installation nexus, WorkspaceView workspace, string which)
    {
        foreach (var path in Directory.EnumerateFiles(nexus.NodeState, "sandbox.json", SearchOption.AllDirectories))
        {
            using var record = JsonDocument.Parse(File.ReadAllText(path));
            if (record.RootElement.GetProperty("workspace_id").GetString() == workspace.WorkspaceId
                && record.RootElement.TryGetProperty(which, out var process)
                && process.ValueKind is JsonValueKind.Object)
            {
                return process.GetProperty("pid").GetInt32();
            }
        }

        return null;
    }

    private static int? Number(string text) =>
        int.TryParse(text.Trim(), CultureInfo.InvariantCulture, out var number) ? number : null;
}
