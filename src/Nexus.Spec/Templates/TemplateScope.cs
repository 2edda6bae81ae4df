using System.Collections.Frozen;
using System.Collections.ObjectModel;
using System.Text.Json;

namespace Nexus.Spec.Templates;

/// <summary>What the names of a template mean. What is not given is null.</summary>
public sealed record TemplateScope
{
    /// <summary>An object; <c>inputs.host</c> is its field.</summary>
    public JsonElement Inputs { get; init; }

    /// <summary>An event as it is told: <c>event_name</c>, <c>data</c>, ...</summary>
    public JsonElement Event { get; init; }

    /// <summary>By id, those that have ended.</summary>
    public IReadOnlyDictionary<string, StepResult> Steps { get; init; } =
        ReadOnlyDictionary<string, StepResult>.Empty;

    /// <summary>Of a step with <c>for_each</c>.</summary>
    public JsonElement Item { get; init; }

    /// <summary>Counted from 0.</summary>
    public int? Index { get; init; }

    public string? RunId { get; init; }

    /// <summary>Why the run failed: <c>code</c>, <c>message</c>, <c>hint</c>.</summary>
    public JsonElement RunError { get; init; }

    /// <summary>
    /// Secrets that values may name because steps of this run were given a handle to them. Others can only be named by
    /// the blueprint: whoever sends an event could otherwise have any of them.
    /// </summary>
    public IReadOnlySet<string> Handles { get; init; } = FrozenSet<string>.Empty;
}

/// <summary>What <c>steps.ID</c> means.</summary>
/// <param name="Outputs">An object; of a step with <c>for_each</c> a list of one for each item.</param>
public sealed record StepResult(string Status, JsonElement Outputs);

/// <summary>A name a template asks for, as far as it is written out: <c>steps.fix.outputs.code</c>.</summary>
/// <param name="Root"><c>inputs</c>, <c>event</c>, <c>steps</c>, <c>secrets</c>, ...</param>
/// <param name="Path">What follows.</param>
public sealed record TemplateReference(string Root, IReadOnlyList<string> Path)
{
    public bool Equals(TemplateReference? other) =>
        other is not null && Root == other.Root && Path.SequenceEqual(other.Path, StringComparer.Ordinal);

    public override int GetHashCode() => HashCode.Combine(Root, Path.Count, Path.Count > 0 ? Path[0] : "");

    public override string ToString() => string.Join('.', Path.Prepend(Root));
}
