using System.Text.Json;

namespace Nexus.Contracts;

/// <summary>A blueprint in force.</summary>
public sealed record BlueprintView
{
    /// <summary><c>bp.checkmk.auto_remediate</c>.</summary>
    public required string BlueprintId { get; init; }

    public required string Name { get; init; }

    public string? Description { get; init; }

    /// <summary><c>active</c>, or <c>disabled</c>: no event starts it, and nobody.</summary>
    public required string Status { get; init; }

    /// <summary>The revision that new runs begin with, <c>bp.x@0123456789ab</c>.</summary>
    public required string Version { get; init; }

    /// <summary>SHA-256 of the definition in its one spelling.</summary>
    public required string Revision { get; init; }

    /// <summary>Names of the events that start it.</summary>
    public required IReadOnlyList<string> EventTypes { get; init; }

    /// <summary>Times that start it.</summary>
    public IReadOnlyList<BlueprintScheduleView> Schedules { get => field ?? []; init; } = [];

    /// <summary>What a run is given.</summary>
    public required IReadOnlyList<BlueprintInputView> Inputs { get; init; }

    /// <summary>Of the language models that its agent steps ask; none without such steps.</summary>
    public IReadOnlyList<string> Providers { get => field ?? []; init; } = [];

    /// <summary>A user's id; runs are theirs.</summary>
    public required string OwnerId { get; init; }

    public required DateTimeOffset PromotedAt { get; init; }

    public required string PromotedBy { get; init; }
}

/// <summary>Times that start a blueprint.</summary>
public sealed record BlueprintScheduleView
{
    /// <summary>Five fields of cron, or a word like <c>@daily</c>.</summary>
    public required string Schedule { get; init; }

    /// <summary>As IANA calls it.</summary>
    public required string TimeZone { get; init; }

    /// <summary><c>skip</c>, <c>once</c>, <c>all</c>: what becomes of times at which no server ran.</summary>
    public required string Missed { get; init; }

    /// <summary>When it starts it next; null: never, as long as the blueprint is disabled.</summary>
    public DateTimeOffset? NextDueAt { get; init; }

    /// <summary>The last time that it started it for; null: it has not yet.</summary>
    public DateTimeOffset? LastDueAt { get; init; }
}

/// <summary>What a run is given.</summary>
public sealed record BlueprintInputView
{
    public required string Name { get; init; }

    /// <summary>
    /// <c>string</c>, <c>integer</c>, <c>number</c>, <c>boolean</c>, <c>object</c>, <c>array</c>, <c>any</c>.
    /// </summary>
    public required string Type { get; init; }

    /// <summary>Without it no run begins.</summary>
    public required bool IsRequired { get; init; }

    public JsonElement? Default { get; init; }

    public string? Description { get; init; }
}

/// <summary>By id.</summary>
public sealed record BlueprintPage(IReadOnlyList<BlueprintView> Items, string? NextCursor);

/// <summary>A revision that was promoted; it never changes.</summary>
public sealed record BlueprintVersionView
{
    /// <summary><c>bp.x@0123456789ab</c>: what its runs are called.</summary>
    public required string Version { get; init; }

    public required string BlueprintId { get; init; }

    public required string Revision { get; init; }

    public required DateTimeOffset PromotedAt { get; init; }

    public required string PromotedBy { get; init; }

    /// <summary>Of whom that is, for people; null: it is no user.</summary>
    public string? PromotedByName { get; init; }

    public Guid? DraftId { get; init; }

    /// <summary>New runs begin with it.</summary>
    public required bool IsActive { get; init; }

    /// <summary>As it was written; null in lists.</summary>
    public string? Definition { get; init; }
}

/// <summary>Newest first.</summary>
public sealed record BlueprintVersionPage(IReadOnlyList<BlueprintVersionView> Items, string? NextCursor);

/// <summary>What is another in a revision.</summary>
/// <param name="Diff">Unified, as <c>diff -u</c> gives it; empty when nothing is.</param>
public sealed record BlueprintDiffView(string From, string To, string Diff);

/// <summary>Something that a step of a blueprint can do.</summary>
/// <param name="Inputs">What <c>with</c> may have.</param>
/// <param name="Outputs">What it gives; null: that is known only when it ran.</param>
public sealed record ActionView(
    string Name, string Summary, IReadOnlyList<ActionFieldView> Inputs, IReadOnlyList<ActionFieldView>? Outputs)
{
    /// <summary>Repeated with the same key, as after a crash, it has its effect once.</summary>
    public required bool IsIdempotent { get; init; }

    /// <summary>Outputs that are masked before anything is recorded of them.</summary>
    public required IReadOnlyList<string> Redacts { get; init; }

    /// <summary><c>server</c>, or <c>plugin NAME</c>.</summary>
    public required string Origin { get; init; }
}

/// <param name="Type"><c>string</c>, <c>integer</c>, <c>number</c>, <c>boolean</c>, <c>object</c>, <c>array</c>,
/// <c>any</c>.</param>
/// <param name="IsRequired">Of an output: it is always there.</param>
/// <param name="Note">What it is, in one sentence.</param>
public sealed record ActionFieldView(string Name, string Type, bool IsRequired, string Note);

/// <summary>By name; all of them.</summary>
public sealed record ActionPage(IReadOnlyList<ActionView> Items, string? NextCursor);
