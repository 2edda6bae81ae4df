using System.Text.Json;
using Nexus.Spec.Templates;

namespace Nexus.Spec.Blueprints;

/// <summary>One unit of a plan.</summary>
public abstract record BlueprintStep
{
    public required string Id { get; init; }

    /// <summary>Steps that must have ended before this one begins; empty: it begins with the run.</summary>
    public IReadOnlyList<string> Needs { get; init; } = [];

    /// <summary>Asked once, before <see cref="ForEach"/>; when it is false or null the step is skipped.</summary>
    public Template? When { get; init; }

    /// <summary>Gives a list: the step is done for each <c>item</c> of it.</summary>
    public Template? ForEach { get; init; }

    /// <summary>How many items at once.</summary>
    public int Concurrency { get; init; } = 1;

    public BlueprintRetry Retry { get; init; } = BlueprintRetry.None;

    /// <summary>Of one attempt; null: the engine's own.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>The run goes on when this step fails.</summary>
    public bool ContinuesOnFailure { get; init; }
}

/// <param name="Attempts">All together, 1 to 10.</param>
/// <param name="Delay">Before the second; it doubles up to <paramref name="MaxDelay"/>.</param>
public sealed record BlueprintRetry(int Attempts, TimeSpan Delay, TimeSpan MaxDelay)
{
    public static BlueprintRetry None { get; } = new(1, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1));
}

/// <summary>A question to a language model.</summary>
public sealed record AgentTask : BlueprintStep
{
    public required string Provider { get; init; }

    public required string Model { get; init; }

    public required Template Prompt { get; init; }

    /// <summary>Names of actions the model may call.</summary>
    public IReadOnlyList<string> Tools { get; init; } = [];

    /// <summary>What the answer is called; null: its fields, when it is an object, and <c>text</c>.</summary>
    public string? Output { get; init; }
}

/// <summary>A call of an action.</summary>
public sealed record ActionTask : BlueprintStep
{
    public required string Action { get; init; }

    /// <summary>Gives an object. The only place where a secret may be named.</summary>
    public required Template With { get; init; }
}

/// <summary>Waits for a person.</summary>
public sealed record GateStep : BlueprintStep
{
    /// <summary>What <c>steps.ID.outputs</c> has when it is decided.</summary>
    public static IReadOnlyList<string> Outputs { get; } = ["comment", "decided_at", "decided_by", "decision"];

    public Template? Message { get; init; }

    /// <summary>How long it waits; null: as long as the server says.</summary>
    public TimeSpan? Deadline { get; init; }

    /// <summary>What is decided at the deadline.</summary>
    public bool IsApprovedByDefault { get; init; }
}

/// <summary>A calculation: the same values give the same result.</summary>
public sealed record TransformStep : BlueprintStep
{
    public required Template Value { get; init; }

    /// <summary>A mapping has its keys as outputs; any other value is the output <c>value</c>.</summary>
    public IReadOnlyList<string> OutputNames =>
        Value.Root is MapNode map ? [.. map.Fields.Select(pair => pair.Key)] : ["value"];

    /// <summary>The outputs of a value this step's template has given.</summary>
    public JsonElement Outputs(JsonElement value) => Value.Root is MapNode
        ? value
        : Json.Build(new(), json =>
        {
            json.WriteStartObject();
            json.WritePropertyName("value");
            Json.Write(json, value);
            json.WriteEndObject();
        });
}
