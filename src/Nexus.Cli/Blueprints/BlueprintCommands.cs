using System.CommandLine;
using Nexus.Cli.Help;
using Nexus.Cli.Talk;
using Nexus.Contracts;

namespace Nexus.Cli.Blueprints;

/// <summary><c>nexus blueprint</c></summary>
internal static class BlueprintCommands
{
    private static readonly Listing<BlueprintView> Shown = new(
        new(["BLUEPRINT", "STATUS", "REVISION", "STARTED BY", "PROMOTED"], "PROMOTED", "REVISION"),
        Row, "No blueprints yet. 'nexus draft save FILE' keeps a definition.");

    public static Command Create(Caller caller) => new DocumentedCommand(
        "blueprint", "What happens when events arrive", ValidateBlueprint.Create(caller), List(caller), Show(caller),
        Diff(caller), Switch(caller, isEnabled: true), Switch(caller, isEnabled: false), Remove(caller));

    public static void Print(Caller caller, BlueprintView blueprint, bool json) =>
        caller.Output.Either(
            blueprint, ContractsJson.Default.BlueprintView, json, $"{blueprint.Version}  {blueprint.Status}");

    private static Argument<string> Id() => new("BLUEPRINT") { Description = "Its id, e.g. bp.checkmk.remediate" };

    private static DocumentedCommand List(Caller caller)
    {
        var limit = Shared.Limit(100);
        var json = Shared.Json();
        var command = new DocumentedCommand("list", "List blueprints in force", limit, json);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var page = await caller.Client.BlueprintsAsync(parsed.GetValue(limit), cancellationToken);
            caller.List(page, ContractsJson.Default.BlueprintPage, page.Items, Shown, parsed.GetValue(json));
            return ExitCode.Ok;
        });
        return command;
    }

    private static DocumentedCommand Show(Caller caller)
    {
        var id = Id();
        var revision = Shared.Text("--revision", "REVISION", "Print the definition of this one; 'active' is the last");
        var json = Shared.Json();
        var command = new DocumentedCommand(
            "show", "Show a blueprint, its inputs and its revisions", id, revision, json);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var blueprint = await caller.Client.BlueprintAsync(parsed.GetRequiredValue(id), cancellationToken);
            if (parsed.GetValue(revision) is { } wanted)
            {
                var version = await caller.Client.BlueprintVersionAsync(
                    blueprint.BlueprintId, wanted is "active" ? blueprint.Revision : wanted, cancellationToken);
                caller.Output.Either(
                    version, ContractsJson.Default.BlueprintVersionView, parsed.GetValue(json),
                    (version.Definition ?? "").TrimEnd('\n'));
            }
            else if (parsed.GetValue(json))
            {
                caller.Output.Json(blueprint, ContractsJson.Default.BlueprintView);
            }
            else
            {
                var versions = await caller.Client.BlueprintVersionsAsync(blueprint.BlueprintId, cancellationToken);
                Tell(caller.Output, blueprint, versions.Items);
            }

            return ExitCode.Ok;
        });
        return command;
    }

    private static DocumentedCommand Diff(Caller caller)
    {
        var id = Id();
        var from = Shared.Text("--from", "REVISION", "Default: the one promoted before that");
        var to = Shared.Text("--to", "REVISION", "Default: the active one");
        var json = Shared.Json();
        var command = new DocumentedCommand("diff", "Show what is another in a revision", id, from, to, json);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var diff = await caller.Client.DiffBlueprintAsync(
                parsed.GetRequiredValue(id), parsed.GetValue(from), parsed.GetValue(to), cancellationToken);
            if (parsed.GetValue(json))
                caller.Output.Json(diff, ContractsJson.Default.BlueprintDiffView);
            else if (diff.Diff is "")
                caller.Output.Say($"{diff.From} and {diff.To} are the same.");
            else
                caller.Output.Result(diff.Diff.TrimEnd('\n'));
            return ExitCode.Ok;
        });
        return command;
    }

    private static DocumentedCommand Switch(Caller caller, bool isEnabled)
    {
        var id = Id();
        var json = Shared.Json();
        var command = isEnabled
            ? new DocumentedCommand("enable", "Let events start it again", id, json)
            : new DocumentedCommand("disable", "Let nothing start it; what runs goes on", id, json);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var blueprint = await caller.Client.SwitchBlueprintAsync(
                parsed.GetRequiredValue(id), isEnabled, cancellationToken);
            Print(caller, blueprint, parsed.GetValue(json));
            return ExitCode.Ok;
        });
        return command;
    }

    private static DocumentedCommand Remove(Caller caller)
    {
        var id = Id();
        var json = Shared.Json();
        var command = new DocumentedCommand("rm", "Remove a blueprint with its revisions", id, json)
        {
            Details = """
                Refused while runs of it have not ended: they need theirs.
                """,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var gone = await caller.Client.RemoveBlueprintAsync(parsed.GetRequiredValue(id), cancellationToken);
            caller.Output.Either(
                gone, ContractsJson.Default.BlueprintView, parsed.GetValue(json), $"{gone.BlueprintId} is removed.");
            return ExitCode.Ok;
        });
        return command;
    }

    private static void Tell(Output output, BlueprintView blueprint, IReadOnlyList<BlueprintVersionView> versions)
    {
        output.Result($"{blueprint.BlueprintId}  {blueprint.Name}");
        if (blueprint.Description is { Length: > 0 } description)
            output.Result($"  {description}");
        output.Result($"  {blueprint.Status}, started by {StartedBy(blueprint)}");
        foreach (var schedule in blueprint.Schedules)
        {
            output.Result(
                $"  due       {(schedule.NextDueAt is { } due ? Words.Time(due) : "never")}  {schedule.Schedule} "
                    + $"{schedule.TimeZone}, missed: {schedule.Missed}");
        }

        foreach (var input in blueprint.Inputs)
        {
            var need = input.IsRequired ? "required" : input.Default is { } standIn ? $"default {standIn}" : "optional";
            output.Result($"  input     {input.Name,-14} {input.Type}, {need}  {input.Description}".TrimEnd());
        }

        foreach (var version in versions)
        {
            output.Result(
                $"  revision  {version.Revision[..12]}  {Words.Time(version.PromotedAt)}  "
                    + $"by {version.PromotedByName ?? version.PromotedBy}"
                    + (version.IsActive ? "  active" : ""));
        }
    }

    private static IReadOnlyList<string> Row(BlueprintView blueprint) =>
    [
        blueprint.BlueprintId, blueprint.Status, blueprint.Revision[..12], StartedBy(blueprint),
        Words.Time(blueprint.PromotedAt),
    ];

    private static string StartedBy(BlueprintView blueprint) =>
        string.Join(", ", blueprint.EventTypes.Concat(blueprint.Schedules.Select(time => time.Schedule)));
}
