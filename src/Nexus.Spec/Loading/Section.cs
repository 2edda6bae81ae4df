using System.Globalization;
using Nexus.Spec.Keys;
using Nexus.Spec.Yaml;

namespace Nexus.Spec.Loading;

/// <summary>
/// A mapping read against its table of keys. Unknown and missing keys are reported at once, wrong values when they
/// are asked for; a value that is wrong counts as not there.
/// </summary>
internal sealed class Section
{
    private readonly Dictionary<string, YamlValue> _values = new(StringComparer.Ordinal);
    private readonly Problems _problems;
    private readonly string _path;

    public Section(YamlMap map, IReadOnlyList<Key> keys, string path, Problems problems)
    {
        (_problems, _path, At) = (problems, path, map);
        foreach (var (key, value) in map.Entries)
        {
            if (!keys.Any(known => known.Name == key.Text))
                ReportUnknown(key, keys);
            else if (value is not YamlScalar { IsNull: true })
                _values.Add(key.Text, value);
        }

        foreach (var key in keys.Where(key => key.IsRequired && !_values.ContainsKey(key.Name)))
        {
            problems.Add(ProblemCodes.MissingKey, map,
                $"{Full(key.Name)} is missing.", $"Add '{key.Name}:'.");
        }
    }

    /// <summary>Where the section itself begins.</summary>
    public YamlValue At { get; }

    public string Full(string key) => _path is "" ? $"'{key}'" : $"'{_path}.{key}'";

    public YamlValue? Value(string key) => _values.GetValueOrDefault(key);

    public bool Has(string key) => _values.ContainsKey(key);

    public string? Text(string key)
    {
        if (Scalar(key, "text") is not { } scalar)
            return null;
        if (!string.IsNullOrWhiteSpace(scalar.Text))
            return scalar.Text;
        _problems.Add(ProblemCodes.MissingKey, scalar, $"{Full(key)} is empty.", "Write a value, or remove the key.");
        return null;
    }

    public string? Name(string key)
    {
        if (Text(key) is not { } text || Scalars.IsName(text))
            return Text(key);
        _problems.Add(ProblemCodes.BadName, _values[key],
            $"{Full(key)} cannot be '{Show.Short(text)}'.", NameHint);
        return null;
    }

    public const string NameHint = "Use 1 to 40 lowercase letters, digits and inner dashes.";

    public int? Port(string key) => Parsed(
        key, "a number", text => Scalars.Port(text), ProblemCodes.BadPort, "Write a whole number from 1 to 65535.");

    public double? Cpu(string key) => Parsed(
        key, "a number", text => Scalars.Cpu(text), ProblemCodes.BadValue, "Write a number from 0.1 to 1024.");

    public long? Size(string key) => Parsed(
        key, "a size", text => Scalars.Size(text), ProblemCodes.BadValue, "Write a size like 512MB, 4GB or 4GiB.");

    public TimeSpan? Duration(string key, int mostDays = 1) => Parsed(
        key, "a duration", text => Scalars.Duration(text, mostDays), ProblemCodes.BadValue,
        $"Write a duration like 500ms, 10s or 1m30s, at most {24 * mostDays}h.");

    public int? Whole(string key, (int Least, int Most) range) => Parsed<int>(
        key, "a number",
        text => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            && number >= range.Least && number <= range.Most ? number : null,
        ProblemCodes.BadValue, $"Write a whole number from {range.Least} to {range.Most}.");

    public bool? Flag(string key) => Parsed<bool>(
        key, "true or false", text => text is "true" ? true : text is "false" ? false : null, ProblemCodes.WrongType,
        "Write true or false, without quotes.");

    public string? Choice(string key, IReadOnlyList<string> choices)
    {
        if (Text(key) is not { } text || choices.Contains(text, StringComparer.Ordinal))
            return Text(key);
        _problems.Add(ProblemCodes.BadValue, _values[key], $"{Full(key)} cannot be '{Show.Short(text)}'.",
            Suggestion.Nearest(text, choices) is { } near
                ? $"Did you mean '{near}'?"
                : $"Use {string.Join(", ", choices)}.");
        return null;
    }

    public Section? Below(string key, IReadOnlyList<Key> keys) =>
        Map(key) is { } map ? new Section(map, keys, _path is "" ? key : $"{_path}.{key}", _problems) : null;

    public YamlMap? Map(string key) => Typed<YamlMap>(key, "a mapping", "Put 'key: value' lines below it, indented.");

    public YamlList? List(string key) => Typed<YamlList>(key, "a list", "Write [first, second].");

    private YamlScalar? Scalar(string key, string kind) =>
        Typed<YamlScalar>(key, kind, "Write one value behind the key; quote it when it begins with [ or {.");

    private T? Typed<T>(string key, string kind, string hint) where T : YamlValue
    {
        if (Value(key) is not { } value || value is T)
            return Value(key) as T;
        _problems.Add(ProblemCodes.WrongType, value, $"{Full(key)} must be {kind}, not {value.Kind}.", hint);
        return null;
    }

    private T? Parsed<T>(string key, string kind, Func<string, T?> parse, string code, string hint) where T : struct
    {
        if (Scalar(key, kind) is not { } scalar)
            return null;
        if (!scalar.IsPlain && typeof(T) != typeof(long) && typeof(T) != typeof(TimeSpan))
        {
            _problems.Add(ProblemCodes.WrongType, scalar,
                $"{Full(key)} must be {kind}, not text in quotes.", "Remove the quotes.");
        }
        else if (parse(scalar.Text) is { } value)
        {
            return value;
        }
        else
        {
            _problems.Add(code, scalar, $"{Full(key)} cannot be '{Show.Short(scalar.Text)}'.", hint);
        }

        return null;
    }

    private void ReportUnknown(YamlScalar key, IReadOnlyList<Key> keys)
    {
        var names = _problems.IsFull ? [] : keys.Select(known => known.Name).ToList();
        _problems.Add(ProblemCodes.UnknownKey, key, $"{Full(Show.Short(key.Text))} is not a key.",
            key.Text is "<<" ? "Merge keys are not read: write the keys out."
            : Suggestion.Nearest(key.Text, names) is { } near ? $"Did you mean '{near}'?"
            : Home(key.Text, keys) is { } home ? $"It belongs {home}."
            : $"Known here: {string.Join(", ", names)}.");
    }

    /// <returns>Where it would be a key, when that is one place.</returns>
    private static string? Home(string key, IReadOnlyList<Key> keys) =>
        keys.Where(section => section.Keys.Any(below => below.Name == key)).ToList() is not [var home] ? null
        : home.Kind is KeyKind.Sections or KeyKind.List or KeyKind.Steps ? $"to one of the '{home.Name}:'"
        : $"below '{home.Name}:'";
}
