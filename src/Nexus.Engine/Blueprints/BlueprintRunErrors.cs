using Nexus.Contracts;

namespace Nexus.Engine.Blueprints;

/// <summary>Why a run of a blueprint does not begin or go on.</summary>
internal static class BlueprintRunErrors
{
    public static NexusError InputMissing(string blueprint, string input, IReadOnlyList<string> from) =>
        new("blueprint.input_missing", $"{blueprint} needs the input '{input}', and its event has none.",
            $"Send it as event.{string.Join('.', from)}, or give the input a default.");

    public static NexusError InputUnfit(string blueprint, string input) =>
        new("blueprint.input_unfit", $"The input '{input}' of {blueprint} has not the type or a value it may have.",
            "See the inputs of the blueprint.");

    public static NexusError NoAction(string action) =>
        new("action.not_found", $"There is no action '{action}' on this server any more.",
            "Put its plugin back, or use another action.");

    public static NexusError NoModel(string provider) =>
        new("model.not_configured", $"There is no language model '{provider}' on this server.",
            "Use an action instead, until models are configured.");

    public static NexusError Rejected(GateDecision decision) =>
        new("gate.rejected", decision.Comment is { Length: > 0 } comment
                ? $"{decision.ByName ?? decision.By} rejected it: {comment}"
                : $"{decision.ByName ?? decision.By} rejected it.",
            "Start it again when the reason is gone.");
}
