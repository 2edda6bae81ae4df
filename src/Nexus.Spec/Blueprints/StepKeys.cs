using Nexus.Spec.Keys;
using static Nexus.Spec.Keys.KeyKind;

namespace Nexus.Spec.Blueprints;

/// <summary>Every key of a step.</summary>
internal static class StepKeys
{
    public static IReadOnlyList<Key> Common { get; } =
    [
        new("kind", Choice, "What the step does")
        {
            IsRequired = true,
            Choices = ["agent_task", "action_task", "gate", "transform"],
        },
        new("id", Text, "What templates call it: `steps.ID`") { IsRequired = true, Pattern = Blueprints.Names.Step },
        new("needs", KeyKind.Names, "Steps that end before it begins; `[]`: none") { Default = "the step before" },
        new("when", Condition, "The step is skipped when this is not true"),
        new("on_failure", Choice, "What happens to the run when the step fails")
        {
            Choices = ["fail", "continue"],
            Default = "fail",
        },
    ];

    public static IReadOnlyList<Key> Retry { get; } =
    [
        new("attempts", Whole, "All together") { IsRequired = true, Range = (1, 10) },
        new("delay", Duration, "Before the second; it doubles") { Default = "1s" },
        new("max_delay", Duration, "The longest") { Default = "1m" },
    ];

    private static readonly IReadOnlyList<Key> Repeated =
    [
        new("for_each", KeyKind.Items, "Gives a list: the step is done for each; templates know `item` and `index`"),
        new("concurrency", Whole, "How many items at once") { Range = (1, 64), Default = "1" },
        new("retry", Section, "Another attempt when it fails") { Keys = Retry, Default = "none" },
        new("timeout", Duration, "Of one attempt, at most 24h") { Default = "the engine's" },
    ];

    public static IReadOnlyList<Key> Agent { get; } =
    [
        new("provider", Text, "Whose model; required, also read as `agent`") { OneOf = "provider" },
        new("agent", Text, "The same as `provider`") { OneOf = "provider" },
        new("model", Text, "Its name") { IsRequired = true },
        new("prompt_template", Template, "What it is asked; required, also read as `prompt`") { OneOf = "prompt" },
        new("prompt", Template, "The same as `prompt_template`") { OneOf = "prompt" },
        new("tools", KeyKind.Names, "Actions it may call") { Default = "none" },
        new("output", Text, "What its answer is called")
        {
            Pattern = Blueprints.Names.Variable,
            Default = "`text`, and the fields of an answer that is an object",
        },
    ];

    public static IReadOnlyList<Key> Action { get; } =
    [
        new("action", Text, "Its name, e.g. `http.call`") { IsRequired = true },
        new("with", Values, "What it is given; the only place for `secrets`") { IsRequired = true },
    ];

    public static IReadOnlyList<Key> Gate { get; } =
    [
        new("mode", Choice, "Who decides: a person") { IsRequired = true, Choices = ["manual"] },
        new("message", Template, "What that person reads"),
        new("deadline", Duration, "How long it waits, at most 720h; then `default` is decided")
        {
            Default = "`engine.gateDeadline`, 30 days, and then rejected",
        },
        new("default", Choice, "What is decided at the deadline")
        {
            Choices = ["approve", "reject"],
            Default = "reject",
        },
    ];

    public static IReadOnlyList<Key> Transform { get; } =
    [
        new("value", Anything, "A template, or a structure of them; a mapping gives an output for each key")
        {
            IsRequired = true,
        },
    ];

    public static IReadOnlyList<KeyValuePair<string, IReadOnlyList<Key>>> ByKind { get; } =
    [
        new("agent_task", [.. Agent, .. Repeated]),
        new("action_task", [.. Action, .. Repeated]),
        new("gate", Gate),
        new("transform", [.. Transform, .. Repeated]),
    ];

    /// <summary>What a step of this kind may have; of an unknown kind, what any may.</summary>
    public static IReadOnlyList<Key> Of(string? kind)
    {
        var own = ByKind.Where(variant => variant.Key == kind).Select(variant => variant.Value).FirstOrDefault();
        return [.. Common, .. own ?? ByKind.SelectMany(variant => variant.Value).Select(key => key with
        {
            IsRequired = false,
        })];
    }
}
