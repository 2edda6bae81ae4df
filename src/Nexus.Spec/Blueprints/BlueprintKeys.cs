using Nexus.Spec.Keys;
using static Nexus.Spec.Keys.KeyKind;

namespace Nexus.Spec.Blueprints;

/// <summary>Every key of a blueprint.</summary>
internal static class BlueprintKeys
{
    public static IReadOnlyList<Key> Trigger { get; } =
    [
        new("event_type", Text, "Name of the event that starts it; required without a `schedule`")
        {
            Pattern = Names.Event,
            OneOf = "start",
        },
        new("where", Condition, "Only events for which this is true; knows `event`") { Default = "all" },
        new("schedule", Text,
            "Five fields of cron, or `@hourly`, `@daily` (`@midnight`), `@weekly`, `@monthly`, `@yearly` (`@annually`)")
        {
            OneOf = "start",
        },
        new("time_zone", Text, "Of the schedule, e.g. `Europe/Berlin`") { Default = "UTC" },
        new("missed", Choice, "What to do about times at which no server ran")
        {
            Choices = ["skip", "once", "all"],
            Default = "skip",
        },
    ];

    public static IReadOnlyList<Key> Concurrency { get; } =
    [
        new("key", Template, "Runs that give the same text here follow each other; knows `inputs` and `event`")
        {
            IsRequired = true,
        },
        new("on_busy", Choice, "What happens to a run whose key is taken: wait, cancel the other, or not run")
        {
            Choices = ["queue", "cancel", "skip"],
            Default = "queue",
        },
    ];

    public static IReadOnlyList<Key> Limits { get; } =
    [
        new("steps", Whole, "Steps one run may execute, each item of a `for_each` counted")
        {
            Range = (1, 10_000),
            Default = "200, or `engine.runSteps`",
        },
        new("wall", Duration, "From begin to end of a run, without waiting for gates, at most 24h")
        {
            Default = "60m, or `engine.runWall`",
        },
    ];

    public static IReadOnlyList<Key> Input { get; } =
    [
        new("name", Text, "What templates call it: `inputs.NAME`") { IsRequired = true, Pattern = Names.Variable },
        new("type", Choice, "What it must be")
        {
            Choices = ["string", "integer", "number", "boolean", "object", "array", "any"],
            Default = "any",
        },
        new("from", Text, "Where it is in the event, e.g. `event.data.host`")
        {
            Default = "the field of this name in the event's data",
        },
        new("required", Flag, "Without it no run begins") { Default = "`true` without a `default`" },
        new("default", Anything, "What it is when it is not given"),
        new("enum", KeyKind.List, "The values it may have") { Default = "all of its type" },
        new("description", Text, "What it is, for people"),
    ];

    public static IReadOnlyList<Key> Output { get; } =
    [
        new("name", Text, "What it is called") { IsRequired = true, Pattern = Names.Variable },
        new("value", Anything, "A template, or a structure of them")
        {
            Default = "the output of this name of the last step that has one",
        },
    ];

    private static IReadOnlyList<Key> Steps(string name, bool isRequired, string meaning) =>
    [
        new(name, KeyKind.Steps, meaning)
        {
            IsRequired = isRequired,
            Keys = StepKeys.Common,
            Variants = StepKeys.ByKind,
        },
    ];

    public static IReadOnlyList<Key> Top { get; } =
    [
        new("id", Text, "Names it for ever: `bp.` and lowercase words with dots between")
        {
            IsRequired = true,
            Pattern = Names.Blueprint,
        },
        new("name", Text, "What people call it") { Default = "its id" },
        new("description", Text, "What it is good for"),
        new("trigger", Section, "What starts it; required, this or `triggers`") { Keys = Trigger, OneOf = "start" },
        new("triggers", KeyKind.List, "Several; each starts it") { Keys = Trigger, OneOf = "start" },
        new("concurrency", Section, "Which runs must not overlap") { Keys = Concurrency, Default = "none" },
        new("priority", Whole, "Higher goes first") { Range = (-100, 100), Default = "0" },
        new("limits", Section, "What one run may use") { Keys = Limits },
        new("inputs", KeyKind.List, "What a run is given") { Keys = Input, Default = "none" },
        .. Steps("plan", isRequired: true, "The steps"),
        .. Steps("on_failure", isRequired: false, "Steps that are done when the run fails"),
        new("outputs", KeyKind.List, "What a run gives") { Keys = Output, Default = "none" },
    ];
}
