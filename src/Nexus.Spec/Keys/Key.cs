namespace Nexus.Spec.Keys;

internal enum KeyKind
{
    Text, Script, Name, Port, Number, Flag, Size, Duration, Choice, Names, Variables, Section, Sections, TextOrSection,
    Whole, Template, Condition, Anything, Values, Items, List, Steps,
}

/// <summary>One key of the file: what reads it, checks it, documents it and completes it in an editor.</summary>
internal sealed record Key(string Name, KeyKind Kind, string Meaning)
{
    public string? Default { get; init; }

    public bool IsRequired { get; init; }

    /// <summary>One of its neighbours with the same here must be there, or itself; null: this says nothing.</summary>
    public string? OneOf { get; init; }

    /// <summary>The words a <see cref="KeyKind.Choice"/> allows.</summary>
    public IReadOnlyList<string> Choices { get; init; } = [];

    /// <summary>The keys below a section, or below each of a list.</summary>
    public IReadOnlyList<Key> Keys { get; init; } = [];

    /// <summary>More keys below each of a list, by what its <c>kind</c> is.</summary>
    public IReadOnlyList<KeyValuePair<string, IReadOnlyList<Key>>> Variants { get; init; } = [];

    /// <summary>The numbers a <see cref="KeyKind.Whole"/> allows.</summary>
    public (int Least, int Most) Range { get; init; }

    /// <summary>What a text must look like, as a regular expression.</summary>
    public string? Pattern { get; init; }
}
