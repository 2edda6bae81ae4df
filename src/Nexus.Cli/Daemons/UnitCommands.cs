using System.CommandLine;
using Nexus.Cli.Help;
using Nexus.Contracts;

namespace Nexus.Cli.Daemons;

/// <summary><c>nexus coordination unit</c> and <c>nexus agent unit</c>: unit files for systemd.</summary>
internal static class UnitCommands
{
    public static DocumentedCommand Server(Caller caller)
    {
        var home = CoordinationCommands.Home();
        var profile = CoordinationCommands.Profile();
        var (user, variables) = (User(), Variables());
        var command = new DocumentedCommand(
            "unit", "Print a systemd unit for the coordination server", home, profile, user, variables)
        {
            Details = """
                Prints and installs nothing. It runs as an ordinary user, writes below its home only, and
                systemd knows when it answers. docs/guide/operate.md shows the steps around it.
                """,
            Examples =
            [
                "nexus coordination unit --home /srv/nexus --user nexus | sudo tee /etc/systemd/system/nexusd.service",
            ],
        };
        command.SetAction(parsed =>
        {
            var path = parsed.GetValue(home) is { } typed ? caller.Place.Expand(typed) : caller.Place.NexusHome;
            IReadOnlyList<string> words =
                [Program(caller, "nexusd"), "--home", path, .. Shared.Pair("--profile", parsed.GetValue(profile))];
            Print(caller, ServiceUnit.Server(
                words, path, Checked(parsed.GetValue(user)), File(caller, parsed.GetValue(variables))));
            return ExitCode.Ok;
        });
        return command;
    }

    public static DocumentedCommand Node(Caller caller)
    {
        var state = Shared.Text("--state", "DIR", "What it remembers; default: /var/lib/nexus-node");
        var name = Shared.Text("--name", "NAME", "What people call the node; default: the host's name");
        var server = Shared.Text("--coordination-url", "URL", "Its server; default: the one it joined");
        server.Aliases.Add("--server");
        var token = Shared.Text("--token-file", "FILE", "File with a join token, for its first start");
        var providers = Shared.Text("--providers", "LIST", "Only these, the preferred first; default: all that work");
        var (user, variables) = (User(), Variables());
        var command = new DocumentedCommand(
            "unit", "Print a systemd unit for the node agent",
            state, name, server, token, providers, user, variables)
        {
            Details = """
                Prints and installs nothing. Its environments go on when the service is stopped or
                restarted. docs/guide/operate.md shows the steps around it.
                """,
            Examples = ["nexus agent unit --user nexus --server https://staging.example.com:3001"],
        };
        command.SetAction(parsed =>
        {
            IReadOnlyList<string> words =
            [
                Program(caller, "nexus-node"),
                "--state", parsed.GetValue(state) is { } typed ? caller.Place.Expand(typed) : "/var/lib/nexus-node",
                .. Shared.Pair("--name", parsed.GetValue(name)), .. Shared.Pair("--server", parsed.GetValue(server)),
                .. Shared.Pair("--token-file", File(caller, parsed.GetValue(token))),
                .. Shared.Pair("--providers", parsed.GetValue(providers)),
            ];
            Print(caller, ServiceUnit.Node(
                words, Checked(parsed.GetValue(user)), File(caller, parsed.GetValue(variables))));
            return ExitCode.Ok;
        });
        return command;
    }

    /// <summary>A word with a line end in it would be a line of its own.</summary>
    private static void Print(Caller caller, ServiceUnit unit)
    {
        if (unit.Command.Append(unit.EnvironmentFile ?? "").FirstOrDefault(word => word.Any(char.IsControl)) is { } bad)
            throw new NexusException(CliErrors.BadUnitWord(bad));
        caller.Output.Result(unit.ToString());
    }

    private static string Program(Caller caller, string name) =>
        Path.GetFullPath(Path.Combine(caller.Place.Programs, name));

    private static string? File(Caller caller, string? typed) => typed is null ? null : caller.Place.Expand(typed);

    /// <summary>A line of the unit: what else stands in it would be another setting.</summary>
    private static string Checked(string? user)
    {
        var name = user ?? Environment.UserName;
        return name.Length is > 0 and <= 32
            && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.') && name[0] is not '-'
            ? name
            : throw new NexusException(CliErrors.BadUser(name));
    }

    private static Option<string> User() => Shared.Text("--user", "NAME", "As whom it runs; default: you");

    private static Option<string> Variables() =>
        Shared.Text("--env-file", "FILE", "Its variables, as 'nexus preflight --write-env FILE' makes it");
}
