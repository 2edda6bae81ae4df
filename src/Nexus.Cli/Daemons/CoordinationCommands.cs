using System.CommandLine;
using System.Text.Json;
using Nexus.Cli.Help;
using Nexus.Client;
using Nexus.Contracts;
using Nexus.Processes;

namespace Nexus.Cli.Daemons;

/// <summary><c>nexus coordination</c></summary>
internal static class CoordinationCommands
{
    public static Command Create(Caller caller) => new DocumentedCommand(
        "coordination", "The coordination server of this machine", Start(caller), Stop(caller), Status(caller),
        UnitCommands.Server(caller));

    private static DocumentedCommand Start(Caller caller)
    {
        var detach = new Option<bool>("--detach", "-d") { Description = "In the background; return when it answers" };
        var profile = Profile();
        var bind = Shared.Text("--bind", "ADDRESS", "Address of the API; default: 127.0.0.1");
        var port = Shared.Text("--port", "PORT", "Port of the API, 0 for any free one; default: 3001");
        var proxy = new Option<bool>("--behind-proxy") { Description = "A proxy in front of it does TLS" };
        var home = Home();
        var json = Shared.Json();
        var command = new DocumentedCommand(
            "start", "Start the coordination server", detach, profile, bind, port, proxy, home, json)
        {
            Details = """
                Stays in the foreground, as systemd likes it, or goes on by itself with --detach. Its home
                is made when it is not there, with an administrator's token that the command line of the
                same user finds by itself. It listens on the loopback unless told otherwise. 'nexus config
                show' tells what it was started with, docs/reference/config.md what a profile is.
                """,
            Examples = ["nexus coordination start --detach", "nexus coordination start --home /srv/nexus --port 3001"],
        };
        command.SetAction((parsed, cancellationToken) =>
        {
            string?[] arguments =
            [
                .. Shared.Pair("--profile", parsed.GetValue(profile)),
                .. Shared.Pair("--bind", parsed.GetValue(bind)), .. Shared.Pair("--port", parsed.GetValue(port)),
                parsed.GetValue(proxy) ? "--behind-proxy" : null,
            ];
            var control = Control(caller, parsed.GetValue(home), [.. arguments.OfType<string>()]);
            return StartAsync(
                caller, control, parsed.GetValue(detach), parsed.GetValue(json), cancellationToken);
        });
        return command;
    }

    private static DocumentedCommand Stop(Caller caller)
    {
        var home = Home();
        var json = Shared.Json();
        var command = new DocumentedCommand("stop", "Stop the coordination server; workspaces go on", home, json);
        command.SetAction((parsed, cancellationToken) => Control(caller, parsed.GetValue(home), [])
            .StopAndTellAsync(parsed.GetValue(json), cancellationToken));
        return command;
    }

    private static DocumentedCommand Status(Caller caller)
    {
        var home = Home();
        var json = Shared.Json();
        var command = new DocumentedCommand("status", "Show how the coordination server is", home, json)
        {
            Details = "Exits with 0 when it runs and answers, else with 4.",
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var view = await ViewAsync(caller, Control(caller, parsed.GetValue(home), []), cancellationToken);
            if (parsed.GetValue(json))
            {
                caller.Output.Json(view, CliJson.Default.DaemonView);
            }
            else
            {
                caller.Output.Result(view switch
                {
                    { IsRunning: false } => "not running",
                    { Version: null } => $"running, pid {view.Pid}, but it does not answer; its log is {view.Log}",
                    _ => $"running at {view.Url}, version {view.Version}, pid {view.Pid}",
                });
            }

            return view.Version is null ? ExitCode.Unreachable : ExitCode.Ok;
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
        {
            caller.Output.Json(view, CliJson.Default.DaemonView);
        }
        else
        {
            caller.Output.Say(wasRunning
                ? $"It runs already, at {view.Url ?? "an unknown address"}, pid {view.Pid}."
                : $"The coordination server answers at {view.Url}, pid {view.Pid}.");
        }

        return ExitCode.Ok;

        async Task<bool> IsReadyAsync(ProcessIdentity process, CancellationToken token) =>
            control.Running() == process && (await ViewAsync(caller, control, token)).Version is not null;
    }

    private static async Task<DaemonView> ViewAsync(
        Caller caller, DaemonControl control, CancellationToken cancellationToken)
    {
        var process = control.Running();
        var url = process is null ? null : Url(control);
        return new()
        {
            Program = control.Daemon.Program,
            IsRunning = process is not null,
            Pid = process?.Pid,
            Url = url,
            Version = url is null ? null : await VersionAsync(caller, new(url), cancellationToken),
            Log = control.Daemon.LogFile,
        };
    }

    private static async Task<string?> VersionAsync(Caller caller, Uri url, CancellationToken cancellationToken)
    {
        try
        {
            using var http = Connection.Open(url, token: null);
            return (await new NexusClient(http, caller.Clock).HealthAsync(cancellationToken)).Version;
        }
        catch (NexusException)
        {
            return null;
        }
    }

    /// <summary>What the server wrote when it began to listen.</summary>
    private static string? Url(DaemonControl control)
    {
        var file = Path.Combine(Path.GetDirectoryName(control.Daemon.PidFile) ?? "/", "server.json");
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(file));
            return json.RootElement.GetProperty("url").GetString();
        }
        catch (Exception e) when (e is IOException or JsonException or KeyNotFoundException)
        {
            return null;
        }
    }

    public static DaemonControl Control(Caller caller, string? home, IReadOnlyList<string> arguments)
    {
        var path = home is null ? caller.Place.NexusHome : caller.Place.Expand(home);
        return new(caller, new()
        {
            Program = "nexusd",
            PidFile = Path.Combine(path, "state", "nexusd.pid"),
            LogFile = Path.Combine(path, "state", "logs", "nexusd.log"),
            Arguments = ["--home", path, .. arguments],
        });
    }

    public static Option<string> Profile() =>
        Shared.Text("--profile", "NAME", "Its defaults: local, server or cloud; default: NEXUS_PROFILE, else local");

    public static Option<string> Home() => Shared.Text("--home", "DIR", "Its home; default: NEXUS_HOME");
}
