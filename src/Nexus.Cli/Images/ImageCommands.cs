using System.CommandLine;
using Nexus.Cli.Daemons;
using Nexus.Cli.Help;

namespace Nexus.Cli.Images;

/// <summary><c>nexus image</c>: the node's program does the work, in our place.</summary>
internal static class ImageCommands
{
    public static Command Create(Caller caller) => new DocumentedCommand(
        "image", "What docker environments are made from", Build(caller));

    private static DocumentedCommand Build(Caller caller)
    {
        var name = Shared.Text("--name", "NAME", "Name of the image; default: nexus/debian:12");
        var with = Shared.Text("--with", "LIST", "Debian packages to add, separated by commas or blanks");
        Check(name, with);
        var socket = Shared.Text("--socket", "PATH", "Of the Docker Engine; default: DOCKER_HOST, else the usual one");
        var missing = new Option<bool>("--if-missing") { Description = "Do nothing when the image is there" };
        var json = Shared.Json();
        var command = new DocumentedCommand(
            "build", "Build the base image from Debian packages, on this machine", name, with, socket, missing, json)
        {
            Details = """
                Needs no registry: the packages come from this machine's Debian mirror. Run it on each
                machine whose Docker Engine runs workspaces.
                """,
        };
        command.SetAction((parsed, cancellationToken) =>
        {
            string?[] arguments =
            [
                .. Shared.Pair("--name", parsed.GetValue(name)), .. Shared.Pair("--with", parsed.GetValue(with)),
                .. Shared.Pair("--socket", parsed.GetValue(socket)), parsed.GetValue(missing) ? "--if-missing" : null,
                parsed.GetValue(json) ? "--json" : null,
            ];
            var node = new Daemon
            {
                Program = "nexus-node",
                PidFile = "",
                LogFile = "what it said above",
                Arguments = ["image", "build", .. arguments.OfType<string>()],
            };
            return new DaemonControl(caller, node).RunAsync(cancellationToken);
        });
        return command;
    }

    /// <summary>Before anything starts that would say it in words of its own.</summary>
    private static void Check(Option<string> name, Option<string> with)
    {
        name.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: var typed }] && !ImageNames.IsImage(typed))
                result.AddError($"'{typed}' is not an image name like nexus/debian:12.");
        });
        with.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: var typed }]
                && ImageNames.Listed(typed).FirstOrDefault(package => !ImageNames.IsPackage(package)) is { } bad)
            {
                result.AddError($"'{bad}' is not the name of a Debian package like python3-venv.");
            }
        });
    }
}
