using System.CommandLine;
using Nexus.Cli.Help;
using Nexus.Processes;

namespace Nexus.Cli.Daemons;

/// <summary><c>nexus agent</c></summary>
internal static class AgentCommands
{
    public static Command Create(Caller caller) => new DocumentedCommand(
        "agent", "The node agent of this machine", Start(caller), Stop(caller), Status(caller),
        UnitCommands.Node(caller));

    private static DocumentedCommand Start(Caller caller)
    {
        var detach = new Option<bool>("--detach", "-d") { Description = "In the background; return once it joined" };
        var state = State();
        var name = Shared.Text("--name", "NAME", "What people call the node; default: the host's name");
        var server = Shared.Text("--coordination-url", "URL", "Its server; default: the one it joined, or the local");
        server.Aliases.Add("--server");
        var token = Shared.Text("--token-file", "FILE", "File with a join token; else NEXUS_JOIN_TOKEN");
        var providers = Shared.Text("--providers", "LIST", "Only these, the preferred first; default: all that work");
        providers.Aliases.Add("--drivers");
        var json = Shared.Json();
        var command = new DocumentedCommand(
            "start", "Start the node agent", detach, state, name, server, token, providers, json)
        {
            Details = """
                The agent dials its server and listens nowhere. On the server's own machine, as the same
                user, it needs no token; elsewhere 'nexus node token' on the server makes one, to be put
                into NEXUS_JOIN_TOKEN or a file.
                """,
            Examples =
            [
                "nexus agent start --detach",
                "nexus agent start --coordination-url https://staging.example.com:3001 --drivers docker",
            ],
        };
        command.SetAction((parsed, cancellationToken) =>
        {
            var url = parsed.GetValue(server) ?? caller.Place.Set("NEXUS_SERVER");
            IReadOnlyList<string> arguments =
            [
                .. Shared.Pair("--name", parsed.GetValue(name)), .. Shared.Pair("--server", url),
                .. Shared.Pair("--token-file", parsed.GetValue(token) is { } file ? caller.Place.Expand(file) : null),
                .. Shared.Pair("--providers", parsed.GetValue(providers)),
            ];
            var control = Control(caller, parsed.GetValue(state), arguments);
            return StartAsync(
                caller, control, parsed.GetValue(detach), parsed.GetValue(json), cancellationToken);
        });
        return command;
    }

    private static DocumentedCommand Stop(Caller caller)
    {
        var state = State();
        var json = Shared.Json();
        var command = new DocumentedCommand("stop", "Stop the node agent; environments go on", state, json);
        command.SetAction((parsed, cancellationToken) => Control(caller, parsed.GetValue(state), [])
            .StopAndTellAsync(parsed.GetValue(json), cancellationToken));
        return command;
    }

    private static DocumentedCommand Status(Caller caller)
    {
        var state = State();
        var json = Shared.Json();
        var command = new DocumentedCommand("status", "Show how the node agent is", state, json)
        {
            Details = "Exits with 0 when it runs, else with 4.",
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var control = Control(caller, parsed.GetValue(state), []);
            var view = await ViewAsync(caller, control, cancellationToken);
            if (parsed.GetValue(json))
            {
                caller.Output.Json(view, CliJson.Default.DaemonView);
            }
            else
            {
                caller.Output.Result(!view.IsRunning
                    ? "not running"
                    : $"running, pid {view.Pid}, {view.Status ?? "not joined as far as your server knows"}");
            }

            return view.IsRunning ? ExitCode.Ok : ExitCode.Unreachable;
        });
        return command;
    }

    private static async Task<int> StartAsync(
        Caller caller, DaemonControl control, bool detach, bool json, CancellationToken cancellationToken)
    {
        var wasRunning = await control.RunsAsync(IsReadyAsync, cancellationToken);
        if (!wasRunning && !detach)
            return await control.RunAsync(cancellationToken);
        if (!wasRunning)
            await control.DetachAsync(IsReadyAsync, cancellationToken);

        var view = await ViewAsync(caller, control, cancellationToken);
        if (json)
            caller.Output.Json(view, CliJson.Default.DaemonView);
        else
            caller.Output.Say(wasRunning ? $"It runs already, pid {view.Pid}." : $"It has joined, pid {view.Pid}.");
        return ExitCode.Ok;

        async Task<bool> IsReadyAsync(ProcessIdentity process, CancellationToken token) =>
            control.Running() == process && await JoinedNode.HasJoinedAsync(caller, State(control), token);
    }

    private static async Task<DaemonView> ViewAsync(
        Caller caller, DaemonControl control, CancellationToken cancellationToken)
    {
        var process = control.Running();
        return new()
        {
            Program = control.Daemon.Program,
            IsRunning = process is not null,
            Pid = process?.Pid,
            Status = await JoinedNode.StatusAsync(caller, State(control), cancellationToken),
            Log = control.Daemon.LogFile,
        };
    }

    private static DaemonControl Control(Caller caller, string? state, IReadOnlyList<string> arguments)
    {
        var path = state is not null ? caller.Place.Expand(state)
            : caller.Place.Set("NEXUS_NODE_STATE")
            ?? Path.Combine(caller.Place.UserHome, ".local", "share", "nexus-node");
        var log = Path.Combine(path, "logs", "nexus-node.log");
        return new(caller, new()
        {
            Program = "nexus-node",
            PidFile = Path.Combine(path, "node.pid"),
            LogFile = log,
            WhyItGoesOn = pid => JoinedNode.Of(path) is { } node ? CliErrors.NotJoined(pid, node.Server, log) : null,
            Arguments = ["--state", path, .. arguments],
        });
    }

    private static string State(DaemonControl control) => Path.GetDirectoryName(control.Daemon.PidFile) ?? "/";

    private static Option<string> State() =>
        Shared.Text("--state", "DIR", "What it remembers; default: NEXUS_NODE_STATE, else ~/.local/share/nexus-node");
}
