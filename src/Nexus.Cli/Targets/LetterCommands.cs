using System.CommandLine;
using Nexus.Cli.Help;
using Nexus.Cli.Talk;
using Nexus.Contracts;

namespace Nexus.Cli.Targets;

/// <summary><c>nexus target letters</c>, <c>redrive</c> and <c>drop</c>: what a target did not take.</summary>
internal static class LetterCommands
{
    private static readonly Listing<LetterView> Shown = new(
        new(["LETTER", "STATUS", "EVENT", "TRIES", "FAILED", "WHY"], "TRIES", "STATUS", "FAILED"),
        Row, "No dead letters.");

    public static DocumentedCommand List(Caller caller)
    {
        var name = TargetCommands.Name();
        var limit = Shared.Limit(50);
        var json = Shared.Json();
        var command = new DocumentedCommand(
            "letters", "List events that a target did not take, the oldest first", name, limit, json);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var page = await caller.Client.LettersAsync(
                parsed.GetRequiredValue(name), parsed.GetValue(limit), cancellationToken);
            caller.List(page, ContractsJson.Default.LetterPage, page.Items, Shown, parsed.GetValue(json));
            return ExitCode.Ok;
        });
        return command;
    }

    public static DocumentedCommand Redrive(Caller caller)
    {
        var name = TargetCommands.Name();
        var letter = Shared.Text("--letter", "LETTER", "Only this one, as 'nexus target letters' shows it");
        var json = Shared.Json();
        var command = new DocumentedCommand(
            "redrive", "Send again what a target did not take; a suspended target goes on", name, letter, json);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var done = await caller.Client.RedriveAsync(
                parsed.GetRequiredValue(name), parsed.GetValue(letter), cancellationToken);
            caller.Output.Either(
                done, ContractsJson.Default.RedriveView, parsed.GetValue(json), $"{done.Count} are sent again");
            return ExitCode.Ok;
        });
        return command;
    }

    public static DocumentedCommand Drop(Caller caller)
    {
        var name = TargetCommands.Name();
        var letter = new Argument<string>("LETTER")
        {
            Description = "The event that is not to be sent, as 'nexus target letters' shows it",
        };
        var json = Shared.Json();
        var command = new DocumentedCommand("drop", "Remove an event that a target did not take", name, letter, json);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var gone = await caller.Client.DropLetterAsync(
                parsed.GetRequiredValue(name), parsed.GetRequiredValue(letter), cancellationToken);
            caller.Output.Either(
                gone, ContractsJson.Default.LetterView, parsed.GetValue(json), $"{gone.LetterId} is removed.");
            return ExitCode.Ok;
        });
        return command;
    }

    private static IReadOnlyList<string> Row(LetterView letter) =>
    [
        letter.LetterId, letter.Status, letter.Event.EventName, $"{letter.Tries}", Words.Time(letter.FailedAt),
        letter.Error.Message,
    ];
}
