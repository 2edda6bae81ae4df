using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Nexus.Contracts;
using Nexus.Engine.Actions;
using Nexus.Engine.Runs;
using Nexus.Platform.Ledger;
using Nexus.Spec;
using Nexus.Spec.Blueprints;

namespace Nexus.Engine.Blueprints;

/// <summary>
/// An action that is done once, by itself: a run of one step. What is asked for is read by the rules of blueprints, and
/// is all of the run's inputs, so that the step is found again after a restart.
/// </summary>
internal sealed class ActionCall
{
    public const string Name = "action.execute";
    private const string Id = "action";

    private static readonly HashSet<string> NoFinders = [];
    private static readonly JsonSerializerOptions Plain =
        new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };


    private readonly ActionBook _actions;
    private readonly BlueprintPlan _plans;

    public ActionCall(ActionBook actions, BlueprintPlan plans)
    {
        (_actions, _plans) = (actions, plans);
        Plan = new(Name, new Step
        {
            Name = Id,
            DeadlineOf = context => context.Inputs.Text("timeout") is { } text && Durations.Parse(text) is { } timeout
                ? timeout
                : BlueprintPlan.Deadline,
            RunAsync = (context, token) => _plans.ActAsync(TaskOf(context.Inputs), context, NoFinders, token),
        })
        {
            KeepsLog = true,
        };
    }

    /// <summary>No event starts it.</summary>
    public Plan Plan { get; }

    /// <returns>What the run is given.</returns>
    /// <exception cref="NexusException"><c>action.not_found</c>, <c>blueprint.invalid</c>.</exception>
    public JsonElement Check(ExecuteActionRequest request)
    {
        if (_actions.Find(request.Action) is null)
            throw new NexusException(ActionErrors.NotFound(request.Action));
        var inputs = EventData.Of(
            ("action", request.Action), ("with", Node(request.With) ?? new JsonObject()), ("timeout", request.Timeout));
        var (blueprint, problems) = Load(inputs, _actions.Context);
        return blueprint is not null ? inputs : throw new NexusException(BlueprintErrors.Invalid(problems));
    }

    /// <summary>What the server can do now is asked when it is done.</summary>
    private static ActionTask TaskOf(JsonElement inputs)
    {
        var (blueprint, problems) = Load(inputs, context: null);
        return blueprint?.Plan[0] as ActionTask ?? throw new NexusException(BlueprintErrors.Invalid(problems));
    }

    private static BlueprintResult Load(JsonElement inputs, BlueprintContext? context)
    {
        var step = new JsonObject { ["kind"] = "action_task", ["id"] = Id };
        foreach (var field in inputs.EnumerateObject().Where(field => field.Value.ValueKind is not JsonValueKind.Null))
            step[field.Name] = Node(field.Value);
        var definition = new JsonObject
        {
            ["id"] = $"bp.{Id}",
            ["trigger"] = new JsonObject { ["event_type"] = $"{Id}.requested" },
            ["plan"] = new JsonArray(step),
        };
        return BlueprintLoader.Load(definition.ToJsonString(Plain), context, "the call");
    }

    private static JsonNode? Node(JsonElement? value) => value is { } json ? JsonNode.Parse(json.GetRawText()) : null;
}
