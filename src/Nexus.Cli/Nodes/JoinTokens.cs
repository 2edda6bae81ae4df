using System.CommandLine;
using Nexus.Cli.Help;
using Nexus.Cli.Talk;
using Nexus.Contracts;

namespace Nexus.Cli.Nodes;

/// <summary><c>nexus node add</c>, <c>nexus node token</c></summary>
internal static class JoinTokens
{
    private static readonly Listing<OpenJoinTokenView> Shown = new(
        new(["TOKEN", "FOR", "EXPIRES"], "EXPIRES"),
        Row, "No open join tokens. 'nexus node token' makes one.");

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
        var command = new DocumentedCommand(
            "token", "Make a token that lets one node join", json, List(caller), Revoke(caller))
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

    private static DocumentedCommand List(Caller caller)
    {
        var json = Shared.Json();
        var command = new DocumentedCommand("list", "List the tokens that still let a node join", json);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var tokens = await caller.Client.JoinTokensAsync(cancellationToken);
            caller.List(
                new(tokens, NextCursor: null), ContractsJson.Default.OpenJoinTokenPage, tokens, Shown,
                parsed.GetValue(json));
            return ExitCode.Ok;
        });
        return command;
    }

    private static DocumentedCommand Revoke(Caller caller)
    {
        var id = new Argument<string>("TOKEN") { Description = "Its id in 'nexus node token list'" };
        var json = Shared.Json();
        var command = new DocumentedCommand("revoke", "Take a join token back", id, json)
        {
            Details = """
                At once. A node that joined with it before stays: 'nexus node rm NAME' takes it out.
                """,
            Examples = ["nexus node token revoke 3f2a9c0d11be"],
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var ended = await caller.Client.RevokeJoinTokenAsync(parsed.GetRequiredValue(id), cancellationToken);
            caller.Output.Either(
                ended, ContractsJson.Default.OpenJoinTokenView, parsed.GetValue(json),
                $"{ended.TokenId}  taken back, for {ended.Name ?? "any node"}");
            return ExitCode.Ok;
        });
        return command;
    }

    private static IReadOnlyList<string> Row(OpenJoinTokenView token) =>
        [token.TokenId, token.Name ?? "any node", Words.Time(token.ExpiresAt)];

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
