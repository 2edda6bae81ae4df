using System.CommandLine;
using Nexus.Cli.Help;
using Nexus.Cli.Talk;
using Nexus.Contracts;

namespace Nexus.Cli.Targets;

/// <summary><c>nexus target</c></summary>
internal static class TargetCommands
{
    private static readonly Listing<TargetView> Shown = new(
        new(["NAME", "STATUS", "URL", "EVENTS", "SIGNED", "TARGET"], "TARGET", "SIGNED", "EVENTS"),
        Row, "No targets.");

    public static Command Create(Caller caller) => new DocumentedCommand(
        "target", "Web servers that your events are sent to",
        List(caller), Add(caller), Remove(caller), LetterCommands.List(caller), LetterCommands.Redrive(caller),
        LetterCommands.Drop(caller));

    public static Argument<string> Name() =>
        new("NAME") { Description = "Name or id of the target, as 'nexus target list' shows it" };

    private static DocumentedCommand List(Caller caller)
    {
        var limit = Shared.Limit(50);
        var json = Shared.Json();
        var command = new DocumentedCommand("list", "List targets, the newest first", limit, json);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var page = await caller.Client.TargetsAsync(parsed.GetValue(limit), cancellationToken);
            caller.List(page, ContractsJson.Default.TargetPage, page.Items, Shown, parsed.GetValue(json));
            return ExitCode.Ok;
        });
        return command;
    }

    private static DocumentedCommand Add(Caller caller)
    {
        var name = new Argument<string>("NAME") { Description = "What you will call it" };
        var url = new Argument<string>("URL") { Description = "Where events go by POST" };
        var events = new Option<string[]>("--event", "-e")
        {
            HelpName = "NAME",
            Description = "Only these: alarm.raised, xyn.run.* for all that begin so; default: all of yours",
        };
        var secret = Shared.Text("--secret", "PATH", "Sign with this secret, as user/me/hook");
        var json = Shared.Json();
        var command = new DocumentedCommand(
            "add", "Send what happens from now on to a web server", name, url, events, secret, json)
        {
            Details = """
                Each event is a POST with the JSON that 'nexus event list --json' shows. X-Nexus-Delivery is the same
                each time one is sent again; with a secret X-Hub-Signature-256 is sha256= and the HMAC of the body.
                """,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var target = await caller.Client.AddTargetAsync(
                new()
                {
                    Name = parsed.GetRequiredValue(name),
                    Url = parsed.GetRequiredValue(url),
                    Events = parsed.GetValue(events) is { Length: > 0 } wanted ? wanted : null,
                    Secret = parsed.GetValue(secret),
                },
                cancellationToken);
            caller.Output.Either(
                target, ContractsJson.Default.TargetView, parsed.GetValue(json),
                $"{target.Name}  gets {string.Join(", ", target.Events)}");
            return ExitCode.Ok;
        });
        return command;
    }

    private static DocumentedCommand Remove(Caller caller)
    {
        var name = Name();
        var json = Shared.Json();
        var command = new DocumentedCommand("rm", "Remove a target, with what it did not take", name, json);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var gone = await caller.Client.RemoveTargetAsync(parsed.GetRequiredValue(name), cancellationToken);
            caller.Output.Either(
                gone, ContractsJson.Default.TargetView, parsed.GetValue(json), $"{gone.Name} is removed.");
            return ExitCode.Ok;
        });
        return command;
    }

    private static IReadOnlyList<string> Row(TargetView target) =>
    [
        target.Name, target.Status, target.Url, string.Join(",", target.Events), target.Secret is null ? "no" : "yes",
        target.TargetId,
    ];
}
