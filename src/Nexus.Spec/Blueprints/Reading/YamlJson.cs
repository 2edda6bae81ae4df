using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Nexus.Spec.Loading;
using Nexus.Spec.Templates;
using Nexus.Spec.Yaml;

namespace Nexus.Spec.Blueprints.Reading;

/// <summary>
/// YAML as the JSON it means. Aliases are written out here, so here is where their number and depth has its bound.
/// </summary>
internal sealed partial class YamlJson
{
    private readonly Problems _problems;
    private readonly Utf8JsonWriter _json;
    private bool _isRefused;

    private YamlJson(Problems problems, Utf8JsonWriter json) => (_problems, _json) = (problems, json);

    /// <summary>Null: it is too large or too deep, which is a problem then.</summary>
    public static JsonElement? Read(YamlValue value, Problems problems)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(buffer);
        var reader = new YamlJson(problems, json);
        reader.Write(value, 0);
        if (reader._isRefused)
        {
            json.Reset();
            return null;
        }

        json.Flush();
        return Json.Parse(buffer.WrittenSpan);
    }

    /// <summary>Null, true, false and numbers as JSON spells them, when nobody quoted them; else text.</summary>
    public static JsonElement Scalar(YamlScalar scalar)
    {
        if (IsText(scalar))
            return Json.Of(Text(scalar), new());
        if (scalar.IsNull)
            return Json.Null;
        return scalar.Text is "true" or "false"
            ? Json.Of(scalar.Text is "true") : Json.Parse(Encoding.UTF8.GetBytes(scalar.Text));
    }

    private static bool IsText(YamlScalar scalar) =>
        !scalar.IsPlain || !(scalar.IsNull || scalar.Text is "true" or "false" || IsNumber(scalar.Text));

    private static bool IsNumber(string text) =>
        text.Length is > 0 and <= 100 && (char.IsAsciiDigit(text[0]) || text[0] is '-') && Number().IsMatch(text);

    /// <summary>Half a character, which only an escape can make, becomes a mark.</summary>
    public static string Text(YamlScalar scalar) => scalar.Text.Any(char.IsSurrogate)
        ? Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(scalar.Text)) : scalar.Text;

    private void Write(YamlValue value, int depth)
    {
        if (_isRefused)
            return;
        if (depth > YamlReader.Deepest)
        {
            Refuse(ProblemCodes.TooDeep, value, $"With its aliases this is nested deeper than {YamlReader.Deepest}.");
        }
        else if (_json.BytesCommitted + _json.BytesPending > TemplateLimits.LargestValue)
        {
            Refuse(ProblemCodes.TooLarge, value, "With its aliases the definition is larger than 1 MiB.");
        }
        else if (value is YamlScalar scalar)
        {
            if (IsText(scalar))
                _json.WriteStringValue(Text(scalar));
            else
                Scalar(scalar).WriteTo(_json);
        }
        else if (value is YamlList list)
        {
            _json.WriteStartArray();
            foreach (var item in list.Items.TakeWhile(_ => !_isRefused))
                Write(item, depth + 1);
            End(_json.WriteEndArray);
        }
        else if (value is YamlMap map)
        {
            _json.WriteStartObject();
            foreach (var (key, below) in map.Entries.TakeWhile(_ => !_isRefused))
            {
                _json.WritePropertyName(Text(key));
                Write(below, depth + 1);
            }

            End(_json.WriteEndObject);
        }
    }

    /// <summary>What was refused in the middle stays open: nobody will read it.</summary>
    private void End(Action write)
    {
        if (!_isRefused)
            write();
    }

    private void Refuse(string code, YamlValue at, string message)
    {
        _isRefused = true;
        _problems.Add(code, at, message, "Use fewer aliases.");
    }

    [GeneratedRegex(@"^-?(0|[1-9][0-9]{0,30})(\.[0-9]{1,30})?([eE][+-]?[0-9]{1,3})?\z",
        RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Number();
}
