using System.Text.Json;
using System.Text.Json.Nodes;
using Nexus.Contracts;
using Nexus.Platform.Ledger;
using Nexus.Spec.Blueprints;
using static Nexus.Spec.Blueprints.ActionField;

namespace Nexus.Engine.Actions.Json;

/// <summary>
/// <c>transform.json</c>: what templates do not do, by two standards: places that are known only when it runs (RFC
/// 6901), and changes to a part of a value (RFC 7396). First <c>pointer</c>, then <c>pick</c>, then <c>merge</c>.
/// </summary>
internal sealed class TransformJson : IAction
{
    private const string Name = "transform.json";
    private const string Value = "value";

    public ActionManifest Manifest { get; } = new(
        Name, "Takes a part of a JSON value, picks fields of it, and merges changes into it, in this order.",
        [
            Needed(Value, InputType.Any, "What it is made of."),
            Optional("pointer", InputType.Text, "The part to take, as `/items/0/name` (RFC 6901)."),
            Optional("default", InputType.Any, "What stands in for a part that is not there; else that fails."),
            Optional("pick", InputType.Map, "Name to pointer: an object of the parts that are there."),
            Optional("merge", InputType.Any, "Changes (RFC 7396): objects field by field, null takes a field away."),
        ],
        [Needed(Value, InputType.Any, "What became of it.")])
    {
        IsIdempotent = true,
    };

    public Task<JsonElement?> RunAsync(ActionContext context, CancellationToken cancellationToken)
    {
        var with = context.With;
        var value = with.GetProperty(Value);
        if (with.Text("pointer") is { } pointer)
            value = At(value, pointer) ?? StandIn(with, pointer);
        var node = with.Map("pick") is { } pick ? Picked(value, pick) : MergePatch.Node(value);
        if (with.Value("merge") is { } patch)
            node = MergePatch.Apply(node, patch);
        return Task.FromResult<JsonElement?>(EventData.Of((Value, node)));
    }

    private static JsonElement StandIn(JsonElement with, string pointer) =>
        with.TryGetProperty("default", out var standIn)
            ? standIn
            : throw new NexusException(new("transform.not_there", $"The value has nothing at '{Shown(pointer)}'.",
                "Correct the pointer, or give a 'default'."));

    private static JsonObject Picked(JsonElement value, JsonElement pick)
    {
        var picked = new JsonObject();
        foreach (var field in pick.EnumerateObject())
        {
            var pointer = field.Value.ValueKind is JsonValueKind.String
                ? field.Value.GetString()!
                : throw new NexusException(ActionErrors.BadInput(Name, $"'{Shown(field.Name)}' of pick is no pointer"));
            if (At(value, pointer) is { } part)
                picked[field.Name] = MergePatch.Node(part);
        }

        return picked;
    }

    /// <exception cref="NexusException"><c>action.bad_input</c>.</exception>
    private static JsonElement? At(JsonElement value, string pointer) => JsonPointer.IsOne(pointer)
        ? JsonPointer.Find(value, pointer)
        : throw new NexusException(ActionErrors.BadInput(Name, $"'{Shown(pointer)}' is no pointer, as /items/0 is"));

    private static string Shown(string text) => text.Length > 128 ? $"{text[..128]}..." : text;
}
