using System.Globalization;
using System.Text.Json;

namespace Nexus.Platform.Metrics;

/// <summary>What traces and metrics share in OTLP's JSON: ids are hexadecimal, 64-bit numbers are texts.</summary>
public static class OtlpJson
{
    public static void Attributes(Utf8JsonWriter json, IEnumerable<KeyValuePair<string, object?>> attributes)
    {
        json.WriteStartArray("attributes"u8);
        foreach (var (key, value) in attributes)
        {
            if (value is null)
                continue;
            json.WriteStartObject();
            json.WriteString("key"u8, key);
            json.WriteStartObject("value"u8);
            Value(json, value);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Value(Utf8JsonWriter json, object value)
    {
        switch (value)
        {
            case bool flag:
                json.WriteBoolean("boolValue"u8, flag);
                break;
            case int or long or short:
                json.WriteString("intValue"u8, Convert.ToString(value, CultureInfo.InvariantCulture));
                break;
            case double number:
                json.WriteNumber("doubleValue"u8, number);
                break;
            default:
                json.WriteString("stringValue"u8, Convert.ToString(value, CultureInfo.InvariantCulture));
                break;
        }
    }
}
