namespace Nexus.Spec.Keys;

internal enum KeyKind
{
    Text, Script, Name, Port, Number, Flag, Size, Duration, Choice, Names, Variables, Section, Sections, TextOrSection,
}

/// <summary>One key of the file: what reads it, checks it, documents it and completes it in an editor.</summary>
internal sealed record Key(string Name, KeyKind Kind, string Meaning)
{
    public string? Default { get; init; }

    public bool IsRequired { get; init; }

    /// <summary>The words a <see cref="KeyKind.Choice"/> allows.</summary>
    public IReadOnlyList<string> Choices { get; init; } = [];

    /// <summary>The keys below a section.</summary>
    public IReadOnlyList<Key> Keys { get; init; } = [];
}
