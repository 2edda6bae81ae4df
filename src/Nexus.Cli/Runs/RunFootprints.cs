using Nexus.Cli.Help;
using Nexus.Cli.Talk;
using Nexus.Contracts;

namespace Nexus.Cli.Runs;

/// <summary><c>nexus run footprints</c></summary>
internal static class RunFootprints
{
    private static readonly Listing<FootprintView> Shown = new(
        new(["SOURCE", "NAME", "METRIC", "QUANTITY", "UNIT", "CLASS"], "CLASS", "UNIT", "SOURCE"),
        Row, "Nothing is kept of what it used.");

    public static DocumentedCommand Create(Caller caller)
    {
        var id = RunCommands.Id();
        var limit = Shared.Limit(500);
        var json = Shared.Json();
        var command = new DocumentedCommand("footprints", "Show what a run and its steps used", id, limit, json);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var page = await caller.Client.FootprintsAsync(
                parsed.GetRequiredValue(id), parsed.GetValue(limit), cancellationToken);
            caller.List(page, ContractsJson.Default.FootprintPage, page.Items, Shown, parsed.GetValue(json));
            return ExitCode.Ok;
        });
        return command;
    }

    private static IReadOnlyList<string> Row(FootprintView used) =>
    [
        used.SourceKind, used.Dims.TryGetProperty("name", out var name) ? name.GetString() ?? "" : "", used.Metric,
        $"{used.Quantity}", used.Unit, used.Class,
    ];
}
