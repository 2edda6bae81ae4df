using System.CommandLine;
using System.Globalization;
using Nexus.Cli.Help;
using Nexus.Contracts;

namespace Nexus.Cli.Children;

/// <summary><c>nexus replicate</c></summary>
internal static class ReplicateCommand
{
    public static Command Create(Caller caller)
    {
        var to = Shared.Text("--to", "DIR", "The child's home: an empty directory, or one to be made");
        to.Required = true;
        var port = Shared.Text("--port", "PORT", "Port of the child's API");
        port.Required = true;
        var json = Shared.Json();
        var command = new DocumentedCommand(
            "replicate", "Make a child home from the home of this machine's server, and start it", to, port, json)
        {
            Details = """
                The child gets the blueprints in force and the settings; no secrets, no users, no events, no
                plugins, an administrator's token of its own, and ports of its own for workspaces. Other
                users' blueprints and those with a schedule arrive as drafts, with what promotes them. Its
                parent lists it ('nexus child list'), never among the nodes. What was interrupted goes on
                when the same command is given again; 'nexus child rm' takes it out.
                """,
            Examples = ["nexus replicate --to ~/nexus-staging --port 3101"],
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var typed = parsed.GetRequiredValue(port);
            if (!int.TryParse(typed, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                || number is < 1024 or > 65535)
            {
                throw new NexusException(ChildErrors.BadPort(typed));
            }

            var path = Path.TrimEndingDirectorySeparator(caller.Place.Expand(parsed.GetRequiredValue(to)));
            var child = await new ReplicateHome(caller).RunAsync(path, number, cancellationToken);
            caller.Output.Either(
                child, ContractsJson.Default.ChildView, parsed.GetValue(json),
                $"{child.ChildId}  {child.Path}  http://127.0.0.1:{child.Port}");
            return ExitCode.Ok;
        });
        return command;
    }
}
