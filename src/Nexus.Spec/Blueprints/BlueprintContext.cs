namespace Nexus.Spec.Blueprints;

/// <summary>What a server can do; without it a blueprint is checked as far as that goes.</summary>
/// <param name="Actions">By name.</param>
public sealed record BlueprintContext(IReadOnlyDictionary<string, ActionShape> Actions);

/// <summary>How an action is called.</summary>
/// <param name="Inputs">What <c>with</c> may have.</param>
/// <param name="Outputs">What <c>steps.ID.outputs</c> will have; null: that is known only when it ran.</param>
public sealed record ActionShape(string Name, IReadOnlyList<ActionField> Inputs, IReadOnlyList<string>? Outputs)
{
    /// <summary>Other fields than <see cref="Inputs"/> are passed on, too.</summary>
    public bool TakesAnything { get; init; }
}

public sealed record ActionField(string Name, InputType Type, bool IsRequired);
