using Nexus.Cli.Help;
using Nexus.Cli.Talk;
using Nexus.Contracts;

namespace Nexus.Cli.Runs;

/// <summary><c>nexus run impressions</c></summary>
internal static class RunImpressions
{
    private static readonly Listing<ImpressionView> Shown = new(
        new(["LABEL", "VALUE", "RULE", "BASIS"], "BASIS"),
        Row, "No rule has anything to say of it.");

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
            caller.List(page, ContractsJson.Default.ImpressionPage, page.Items, Shown, parsed.GetValue(json));
            return ExitCode.Ok;
        });
        return command;
    }

    private static IReadOnlyList<string> Row(ImpressionView seen) =>
        [seen.Label, seen.Value, seen.Rule, seen.Basis.GetRawText()];
}
