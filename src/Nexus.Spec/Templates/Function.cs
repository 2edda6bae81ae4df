using System.Text.Json;

namespace Nexus.Spec.Templates;

/// <summary>One function of the language: what checks its use, calls it and documents it.</summary>
/// <param name="Signature">As it is written, e.g. <c>split(text, by)</c>.</param>
/// <param name="Takes">What each argument must be; null counts as an empty one.</param>
/// <param name="Gives">What comes back.</param>
internal sealed record Function(
    string Signature, string Meaning, IReadOnlyList<ValueKinds> Takes, ValueKinds Gives,
    Func<IReadOnlyList<JsonElement>, Work, JsonElement> Invoke)
{
    public string Name { get; } = Signature[..Signature.IndexOf('(', StringComparison.Ordinal)];

    /// <summary>Arguments that may be left out.</summary>
    public int Optional { get; init; }

    /// <summary>The last argument may be repeated.</summary>
    public bool IsOpen { get; init; }

    public int Least => Takes.Count - Optional;

    public int Most => IsOpen ? int.MaxValue : Takes.Count;

    public ValueKinds TakesAt(int argument) => Takes[Math.Min(argument, Takes.Count - 1)];
}
