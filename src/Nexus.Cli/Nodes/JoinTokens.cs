using System.CommandLine;
using Nexus.Cli.Help;
using Nexus.Cli.Talk;
using Nexus.Contracts;

namespace Nexus.Cli.Nodes;

/// <summary><c>nexus node add</c>, <c>nexus node token</c></summary>
internal static class JoinTokens
{
    public static DocumentedCommand Add(Caller caller)
    {
        var name = new Argument<string>("NAME") { Description = "What the node will be called" };
        var json = Shared.Json();
        var command = new DocumentedCommand("add", "Let a machine join as a node of this name", name, json)
        {
            Details = """
                Prints a token that works once, for a short time, and for this name alone. On the machine,
                put it into a file or the variable NEXUS_JOIN_TOKEN; it is never given on a command line,
                where others could read it.
                """,
            Examples = ["nexus node add big-one"],
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var token = await caller.Client.AddNodeAsync(parsed.GetRequiredValue(name), cancellationToken);
            if (Print(caller, token, parsed.GetValue(json)))
            {
                var server = caller.Server.Address.GetLeftPart(UriPartial.Authority);
                caller.Output.Say("on the machine, with the token in NEXUS_JOIN_TOKEN or a file:");
                caller.Output.Say($"  nexus agent start --name {token.Name} --server {server}");
            }

            return ExitCode.Ok;
        });
        return command;
    }

    public static DocumentedCommand Token(Caller caller)
    {
        var json = Shared.Json();
        var command = new DocumentedCommand("token", "Make a token that lets one node join", json)
        {
            Details = """
                The token works once, for a short time. On the node, put it into a file or the variable
                NEXUS_JOIN_TOKEN; it is never given on a command line, where others could read it.
                """,
            Examples = ["NEXUS_JOIN_TOKEN=$(nexus node token) nexus agent start --server https://staging.example.com"],
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            Print(caller, await caller.Client.CreateJoinTokenAsync(cancellationToken), parsed.GetValue(json));
            return ExitCode.Ok;
        });
        return command;
    }

    /// <returns>Whether a person reads it.</returns>
    private static bool Print(Caller caller, JoinTokenView token, bool isJson)
    {
        if (isJson)
        {
            caller.Output.Json(token, ContractsJson.Default.JoinTokenView);
            return false;
        }

        caller.Output.Result(token.JoinToken);
        caller.Output.Say($"valid once, until {Words.Time(token.ExpiresAt)}");
        return true;
    }
}
