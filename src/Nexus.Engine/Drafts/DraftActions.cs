using System.Text.Json;
using System.Text.Json.Nodes;
using Nexus.Contracts;
using Nexus.Engine.Actions;
using Nexus.Platform.Ledger;
using Nexus.Spec.Blueprints;
using static Nexus.Spec.Blueprints.ActionField;

namespace Nexus.Engine.Drafts;

/// <summary><c>drafts.save</c>: done again after a crash it finds the draft as it is to be.</summary>
internal sealed class SaveDraftAction(Lazy<DraftDesk> desk) : IAction
{
    private const string Name = "drafts.save";

    public ActionManifest Manifest { get; } = new(
        Name, "Keeps a definition as a draft; one of this name gets a new revision.",
        [
            Needed("draft_type", InputType.Text, "`blueprint` or `pack`."),
            Needed("name", InputType.Text, "What the draft is called."),
            Needed("trigger_event_type", InputType.Text, "The event that is to start it."),
            Needed("definition", InputType.Any, "The blueprint: a text in YAML or JSON, or an object."),
            Optional("notes", InputType.Text, "For whoever reviews it."),
            Optional("source_run_id", InputType.Text, "The run it comes from; else this one."),
        ],
        [
            Needed("draft_id", InputType.Text, "The draft."),
            Needed("revision", InputType.Whole, "Which of its contents this is, from 1."),
            Needed("status", InputType.Text, "`draft`."),
        ])
    {
        IsIdempotent = true,
    };

    public async Task<JsonElement?> RunAsync(ActionContext context, CancellationToken cancellationToken)
    {
        var (step, with) = context;
        var saved = await desk.Value.SaveAsync(
            new()
            {
                Name = with.Text("name") ?? "",
                Kind = with.Text("draft_type"),
                Content = with.GetProperty("definition"),
                TriggerEventType = with.Text("trigger_event_type"),
                Notes = with.Text("notes"),
                SourceRunId = Guid.TryParse(with.Text("source_run_id"), out var run) ? run : step.RunId,
            },
            Asker.Of(step), cancellationToken);
        return EventData.Of(
            ("draft_id", saved.DraftId.ToString()), ("revision", saved.Revision), ("status", "draft"));
    }
}

/// <summary><c>blueprints.validate</c>: what it finds is its output, and no failure.</summary>
internal sealed class ValidateDraftAction(Lazy<DraftReview> review) : IAction
{
    private const string Name = "blueprints.validate";

    public ActionManifest Manifest { get; } = new(
        Name, "Looks for every problem of a draft at once.",
        [Needed("draft_id", InputType.Text, "The draft.")],
        [
            Needed("is_valid", InputType.Flag, "Whether it may be promoted."),
            Needed("issues", InputType.List, "Every problem: line, column, code, message, hint."),
        ])
    {
        IsIdempotent = true,
    };

    public async Task<JsonElement?> RunAsync(ActionContext context, CancellationToken cancellationToken)
    {
        var draft = await review.Value.ValidateAsync(
            context.With.DraftId(), Asker.Of(context.Step), cancellationToken);
        var issues = (draft.Validation?.Issues ?? []).Select(issue => (JsonNode?)new JsonObject
        {
            ["line"] = issue.Line,
            ["column"] = issue.Column,
            ["code"] = issue.Code,
            ["message"] = issue.Message,
            ["hint"] = issue.Hint,
        });
        return EventData.Of(("is_valid", draft.Validation?.IsValid), ("issues", new JsonArray([.. issues])));
    }
}

/// <summary><c>blueprints.promote</c>: done again after a crash it finds the blueprint in force.</summary>
internal sealed class PromoteDraftAction(Lazy<DraftReview> review) : IAction
{
    private const string Name = "blueprints.promote";

    public ActionManifest Manifest { get; } = new(
        Name, "Puts the revision of a draft that was found valid in force.",
        [Needed("draft_id", InputType.Text, "The draft.")],
        [
            Needed("blueprint_id", InputType.Text, "The blueprint."),
            Needed("status", InputType.Text, "`active`."),
            Needed("version", InputType.Text, "As runs of it are called."),
        ])
    {
        IsIdempotent = true,
    };

    public async Task<JsonElement?> RunAsync(ActionContext context, CancellationToken cancellationToken)
    {
        var blueprint = await review.Value.PromoteAsync(
            context.With.DraftId(), Asker.Of(context.Step), cancellationToken);
        return EventData.Of(
            ("blueprint_id", blueprint.BlueprintId), ("version", blueprint.Version), ("status", blueprint.Status));
    }
}

/// <summary>What these actions are given.</summary>
internal static class DraftInputs
{
    /// <exception cref="NexusException"><c>draft.not_found</c>.</exception>
    public static Guid DraftId(this JsonElement with) =>
        with.Text("draft_id") is var text && Guid.TryParse(text, out var id)
            ? id
            : throw new NexusException(DraftErrors.NotFound($"'{text}'"));
}
