using Nexus.Cli.Help;
using Nexus.Cli.Talk;
using Nexus.Contracts;

namespace Nexus.Cli.Runs;

/// <summary><c>nexus run impressions</c></summary>
internal static class RunImpressions
{
    private static readonly Table Columns = new(["LABEL", "VALUE", "RULE", "BASIS"], "BASIS");

    public static DocumentedCommand Create(Caller caller)
    {
        var id = RunCommands.Id();
        var limit = Shared.Limit(100);
        var json = Shared.Json();
        var command = new DocumentedCommand(
            "impressions", "Show what rules say of a run that has ended", id, limit, json);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var page = await caller.Client.ImpressionsAsync(
                parsed.GetRequiredValue(id), parsed.GetValue(limit), cancellationToken);
            if (parsed.GetValue(json))
                caller.Output.Json(page, ContractsJson.Default.ImpressionPage);
            else if (page.Items.Count == 0)
                caller.Output.Say("No rule has anything to say of it.");
            else
                caller.Output.Result(Columns.Of(page.Items.Select(Row), caller.Place.ResultRoom));
            return ExitCode.Ok;
        });
        return command;
    }

    private static IReadOnlyList<string> Row(ImpressionView seen) =>
        [seen.Label, seen.Value, seen.Rule, seen.Basis.GetRawText()];
}
