using System.Text.Json;
using System.Text.Json.Nodes;

namespace Nexus.Platform.Ledger;

/// <summary>Makes the <c>data</c> of an event, the output of a step, ...</summary>
public static class EventData
{
    /// <summary><c>EventData.Of(("name", name), ("port", 2222))</c>; a null value is written as null.</summary>
    public static JsonElement Of(params ReadOnlySpan<(string Name, JsonNode? Value)> fields)
    {
        using var buffer = new PooledBuffer();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            foreach (var (name, value) in fields)
            {
                writer.WritePropertyName(name);
                if (value is null)
                    writer.WriteNullValue();
                else
                    value.WriteTo(writer);
            }

            writer.WriteEndObject();
        }

        return JsonElement.Parse(buffer.Written);
    }
}
