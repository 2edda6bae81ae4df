using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Nexus.Platform.Ledger.Sqlite;

/// <summary>
/// Writes an event as <see cref="LedgerJson"/> reads it, its data as it is instead of value by value: a step writes
/// two.
/// </summary>
internal static class EventBody
{
    private const int UsualSize = 768;

    public static ReadOnlyMemory<byte> Write(LedgerEvent item, string envId, JsonElement? data)
    {
        var buffer = new ArrayBufferWriter<byte>(UsualSize);
        using var json = new Utf8JsonWriter(buffer, new() { SkipValidation = true });
        json.WriteStartObject();
        json.WriteString("event_id"u8, item.EventId);
        json.WriteString("event_name"u8, item.EventName);
        json.WriteString("occurred_at"u8, item.OccurredAt);
        json.WriteString("env_id"u8, envId);
        json.WriteString("actor"u8, item.Actor);
        json.WriteString("correlation_id"u8, item.CorrelationId);
        if (item.RunId is { } run)
            json.WriteString("run_id"u8, run);
        if (item.StepId is { } step)
            json.WriteString("step_id"u8, step);
        json.WriteStartObject("resource"u8);
        json.WriteString("type"u8, item.Resource.Type);
        json.WriteString("id"u8, item.Resource.Id);
        json.WriteEndObject();
        json.WriteString("owner_id"u8, item.OwnerId);
        json.WriteString("owner_org_id"u8, item.OwnerOrgId);
        json.WriteString("layer"u8, item.Layer);
        if (data is { } element)
        {
            json.WritePropertyName("data"u8);
            json.WriteRawValue(JsonMarshal.GetRawUtf8Value(element), skipInputValidation: true);
        }

        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenMemory;
    }
}
