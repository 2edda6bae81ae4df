namespace Nexus.Spec.Yaml;

/// <summary>A piece of YAML and where it stands. Aliases share the value they name; nothing is ever expanded.</summary>
internal abstract record YamlValue(int Line, int Column)
{
    public abstract string Kind { get; }
}

internal sealed record YamlScalar(string Text, bool IsPlain, int Line, int Column) : YamlValue(Line, Column)
{
    /// <summary>A key with nothing behind it is a key that is not there.</summary>
    public bool IsNull => IsPlain && Text is "" or "~" or "null";

    public override string Kind => IsNull ? "nothing" : "text";
}

internal sealed record YamlList(IReadOnlyList<YamlValue> Items, int Line, int Column) : YamlValue(Line, Column)
{
    public override string Kind => "a list";
}

internal sealed record YamlMap(IReadOnlyList<YamlEntry> Entries, int Line, int Column) : YamlValue(Line, Column)
{
    public override string Kind => "a mapping";
}

internal sealed record YamlEntry(YamlScalar Key, YamlValue Value);
