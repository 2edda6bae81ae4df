using System.Text.Json;
using Nexus.Contracts;

namespace Nexus.Spec.Blueprints;

/// <summary>What a server can do; without it a blueprint is checked as far as that goes.</summary>
/// <param name="Actions">By name.</param>
public sealed record BlueprintContext(IReadOnlyDictionary<string, ActionShape> Actions)
{
    /// <summary>Why the owner of the blueprint cannot use the secret of this path; null: they can.</summary>
    public Func<string, NexusError?> Secret { get; init; } = _ => null;

    /// <summary>What <c>limits</c> may say at most; null: what the language allows.</summary>
    public int? MostSteps { get; init; }

    public TimeSpan? LongestWall { get; init; }
}

/// <summary>How an action is called.</summary>
/// <param name="Inputs">What <c>with</c> may have.</param>
/// <param name="Outputs">What <c>steps.ID.outputs</c> will have; null: that is known only when it ran.</param>
public sealed record ActionShape(string Name, IReadOnlyList<ActionField> Inputs, IReadOnlyList<string>? Outputs)
{
    /// <summary>Other fields than <see cref="Inputs"/> are passed on, too.</summary>
    public bool TakesAnything { get; init; }
}

/// <summary>Something an action is given, or gives.</summary>
/// <param name="Note">What it is, in one sentence.</param>
public sealed record ActionField(string Name, InputType Type, bool IsRequired, string Note = "")
{
    /// <summary>Why the action will not take a value that is written out; null: as far as is known it will.</summary>
    public Func<JsonElement, NexusError?> Problem { get; init; } = _ => null;

    /// <summary>It must be there; of an output: it always is.</summary>
    public static ActionField Needed(string name, InputType type, string note) => new(name, type, true, note);

    /// <summary>It may be left out.</summary>
    public static ActionField Optional(string name, InputType type, string note) => new(name, type, false, note);
}
