using System.Text.Json;
using System.Text.Json.Nodes;
using Nexus.Contracts;
using Nexus.Engine.Actions;
using Nexus.Engine.Runs;
using Nexus.Platform.Ledger;
using Nexus.Spec.Templates;

namespace Nexus.Engine.Blueprints;

/// <summary>What templates of a blueprint see of its run.</summary>
internal static class BlueprintScope
{
    public static TemplateScope Of(StepContext context) => new()
    {
        Inputs = context.Inputs,
        Event = context.Event ?? default,
        Item = context.Item ?? default,
        Index = context.Index,
        RunId = context.RunId.ToString(),
        RunError = context.RunError is { } error
            ? EventData.Of(("code", error.Code), ("message", error.Message), ("hint", error.Hint))
            : default,
        Steps = context.Before.Where(step => !step.IsOpen && ItemName.IndexOf(step.Name) is null).ToDictionary(
            step => step.Name, step => new StepResult(Word(step.Status), step.Outputs ?? default),
            StringComparer.Ordinal),
    };

    /// <returns>Paths of the secrets that these steps gave handles to, of those with items each of theirs.</returns>
    public static IReadOnlySet<string> Handles(StepContext context, IReadOnlySet<string> finders) => (
        from step in context.Before
        where finders.Contains(ItemName.StepOf(step.Name).ToString())
            && step.Outputs is { ValueKind: JsonValueKind.Object }
        select step.Outputs!.Value.GetProperty(GetSecret.Handle).GetProperty(Template.SecretKey).GetString())
        .ToHashSet(StringComparer.Ordinal);

    /// <returns>The output of that name of the last step that has one; null: no step has.</returns>
    public static JsonElement? LastOutput(StepContext context, string name) => (
        from step in context.Before.Reverse()
        where step.Outputs is { ValueKind: JsonValueKind.Object } outputs && outputs.TryGetProperty(name, out _)
        select (JsonElement?)step.Outputs!.Value.GetProperty(name)).FirstOrDefault();

    public static JsonElement Object(IEnumerable<(string Name, JsonElement Value)> fields) =>
        EventData.Of([.. fields.Select(field => (field.Name, JsonNode.Parse(field.Value.GetRawText())))]);

    private static string Word(StepStatus status) => status switch
    {
        StepStatus.Completed => "completed",
        StepStatus.Failed => "failed",
        StepStatus.Skipped => "skipped",
        _ => "running",
    };
}
