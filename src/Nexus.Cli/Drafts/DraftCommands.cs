using System.CommandLine;
using System.Text.Json;
using Nexus.Cli.Blueprints;
using Nexus.Cli.Help;
using Nexus.Cli.Talk;
using Nexus.Contracts;

namespace Nexus.Cli.Drafts;

/// <summary><c>nexus draft</c></summary>
internal static class DraftCommands
{
    private const int MostLookedAt = 1000;

    private static readonly Listing<DraftView> Shown = new(
        new(["DRAFT", "NAME", "STATUS", "REVISION", "UPDATED"], "UPDATED", "REVISION"),
        Row, "No drafts.");

    public static Command Create(Caller caller) => new DocumentedCommand(
        "draft", "Definitions that are being worked on", SaveDraft.Create(caller), List(caller), Show(caller),
        Validate(caller), Promote(caller), Remove(caller));

    public static void Print(Caller caller, DraftView draft, bool json) => caller.Output.Either(
        draft, ContractsJson.Default.DraftView, json,
        $"{draft.DraftId}  {draft.Name}, revision {draft.Revision}, {Words.Of(draft.Status)}");

    /// <returns>Its id; by its name one of those that the caller sees.</returns>
    public static async Task<Guid> FindAsync(Caller caller, string typed, CancellationToken cancellationToken)
    {
        if (Guid.TryParse(typed, out var id))
            return id;
        var page = await caller.Client.DraftsAsync(MostLookedAt, cancellationToken);
        return page.Items.FirstOrDefault(draft => draft.Name == typed)?.DraftId
            ?? throw new NexusException(CliErrors.NoDraft(typed));
    }

    private static Argument<string> Draft() => new("DRAFT") { Description = "Its id or its name" };

    private static DocumentedCommand List(Caller caller)
    {
        var limit = Shared.Limit(20);
        var json = Shared.Json();
        var command = new DocumentedCommand("list", "List drafts, the newest first", limit, json);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var page = await caller.Client.DraftsAsync(parsed.GetValue(limit), cancellationToken);
            caller.List(page, ContractsJson.Default.DraftPage, page.Items, Shown, parsed.GetValue(json));
            return ExitCode.Ok;
        });
        return command;
    }

    private static DocumentedCommand Show(Caller caller)
    {
        var draft = Draft();
        var json = Shared.Json();
        var command = new DocumentedCommand("show", "Print the definition of a draft", draft, json);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var id = await FindAsync(caller, parsed.GetRequiredValue(draft), cancellationToken);
            var view = await caller.Client.DraftAsync(id, cancellationToken);
            caller.Output.Either(
                view, ContractsJson.Default.DraftView, parsed.GetValue(json), Text(view).TrimEnd('\n'));
            return ExitCode.Ok;
        });
        return command;
    }

    private static DocumentedCommand Validate(Caller caller)
    {
        var draft = Draft();
        var json = Shared.Json();
        var command = new DocumentedCommand(
            "validate", "Look for every problem of a draft at once, actions included", draft, json);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var id = await FindAsync(caller, parsed.GetRequiredValue(draft), cancellationToken);
            var view = await caller.Client.ValidateDraftAsync(id, cancellationToken);
            if (parsed.GetValue(json))
                caller.Output.Json(view, ContractsJson.Default.DraftView);
            else if (view.Validation is { IsValid: false } report)
                return caller.Output.Fail(CliErrors.InvalidDraft(report.Issues));
            else
                Print(caller, view, json: false);
            return view.Validation is { IsValid: true } ? ExitCode.Ok : ExitCode.Usage;
        });
        return command;
    }

    private static DocumentedCommand Promote(Caller caller)
    {
        var draft = Draft();
        var json = Shared.Json();
        var command = new DocumentedCommand("promote", "Put a draft that was found valid in force", draft, json);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var id = await FindAsync(caller, parsed.GetRequiredValue(draft), cancellationToken);
            var blueprint = await caller.Client.PromoteDraftAsync(id, cancellationToken);
            BlueprintCommands.Print(caller, blueprint, parsed.GetValue(json));
            return ExitCode.Ok;
        });
        return command;
    }

    private static DocumentedCommand Remove(Caller caller)
    {
        var draft = Draft();
        var json = Shared.Json();
        var command = new DocumentedCommand(
            "rm", "Remove a draft; what was promoted of it stays in force", draft, json);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var id = await FindAsync(caller, parsed.GetRequiredValue(draft), cancellationToken);
            var gone = await caller.Client.RemoveDraftAsync(id, cancellationToken);
            caller.Output.Either(
                gone, ContractsJson.Default.DraftView, parsed.GetValue(json), $"{gone.Name} is removed.");
            return ExitCode.Ok;
        });
        return command;
    }

    private static string Text(DraftView draft) => draft.Content switch
    {
        { ValueKind: JsonValueKind.String } text => text.GetString() ?? "",
        { } sent => sent.GetRawText(),
        null => "",
    };

    private static IReadOnlyList<string> Row(DraftView draft) =>
        [$"{draft.DraftId}", draft.Name, Words.Of(draft.Status), $"{draft.Revision}", Words.Time(draft.UpdatedAt)];
}
