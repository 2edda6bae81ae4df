using System.CommandLine;
using Nexus.Cli.Help;
using Nexus.Cli.Talk;
using Nexus.Contracts;

namespace Nexus.Cli.Runs;

/// <summary><c>nexus run replay</c></summary>
internal static class ReplayRun
{
    private static readonly Table Columns = new(
        ["POSITION", "AT", "WHAT", "STEP", "ATTEMPT", "DECIDED"], "DECIDED", "ATTEMPT", "AT");

    public static Command Create(Caller caller)
    {
        var (id, json) = (RunCommands.Id(), Shared.Json());
        var command = new DocumentedCommand(
            "replay", "Go through what a run recorded, and check that it follows", id, json)
        {
            Details = """
                Nothing is executed. The engine is told what the run was told (which step completed, who approved) and
                must come to what is recorded; else the exit code is 1.
                """,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var replay = await caller.Client.ReplayRunAsync(parsed.GetRequiredValue(id), cancellationToken);
            if (parsed.GetValue(json))
                caller.Output.Json(replay, ContractsJson.Default.ReplayView);
            else
                Print(caller, replay);
            return replay.Consistent ? ExitCode.Ok : ExitCode.Failed;
        });
        return command;
    }

    private static void Print(Caller caller, ReplayView replay)
    {
        caller.Output.Result(Columns.Of(replay.Items.Select(Row), caller.Place.ResultRoom));
        caller.Output.Say(replay.Difference is not { } difference
            ? $"{replay.Name}: consistent, {replay.Items.Count} events."
            : $"{replay.Name}: not consistent{(difference.Position is { } at ? $" at {at}" : "")}.\n"
                + $"  recorded  {difference.Recorded}\n  expected  {difference.Expected}");
    }

    private static IReadOnlyList<string> Row(ReplayItem item) =>
    [
        $"{item.Position}", Words.Time(item.OccurredAt), item.EventName["xyn.".Length..], item.Step ?? "-",
        item.Attempt is { } attempt ? $"{attempt}{(item.MayHaveRunBefore ? ", perhaps twice" : "")}" : "-",
        Decided(item),
    ];

    private static string Decided(ReplayItem item) => item switch
    {
        { Decision: { } decision } =>
            $"{(decision.IsApproved ? "approved" : "rejected")} by {decision.ByName ?? decision.By}",
        { Error: { } error } => error.Code,
        { Reason: { } reason } => reason,
        { Condition: true } => "its condition holds",
        _ => "-",
    };
}
