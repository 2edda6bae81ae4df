using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Nexus.Platform.Ledger.Sqlite;

/// <summary>
/// Writes an event as <see cref="EventParser"/> reads it, its data redacted and as it is instead of value by value. A
/// step writes two, so each thread keeps what it writes with.
/// </summary>
internal sealed class EventWriter(string envId, Redactor redactor) : IDisposable
{
    private const int LargestKept = 64 * 1024;
    private readonly ThreadLocal<Scratch> _scratch = new(() => new());

    public ReadOnlyMemory<byte> Write(LedgerEvent item)
    {
        var scratch = _scratch.Value ?? new();
        scratch.Buffer.ResetWrittenCount();
        scratch.Json.Reset();
        Write(scratch.Json, item);
        scratch.Json.Flush();
        if (scratch.Buffer.Capacity > LargestKept)
            _scratch.Value = new();
        return scratch.Buffer.WrittenSpan.ToArray();
    }

    public void Dispose() => _scratch.Dispose();

    private void Write(Utf8JsonWriter json, LedgerEvent item)
    {
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
        var data = Data(item);
        if (!data.IsEmpty)
        {
            json.WritePropertyName("data"u8);
            Write(json, Masked(item, data));
        }

        json.WriteEndObject();
    }

    /// <summary>What others send is theirs as a whole; ours has ids, times and names that we read again.</summary>
    private ReadOnlySpan<byte> Masked(LedgerEvent item, ReadOnlySpan<byte> data)
    {
        var mask = redactor.Of(item.OwnerId);
        return item.EventName.StartsWith("xyn.", StringComparison.Ordinal) ? mask.Record(data) : mask.Json(data);
    }

    /// <summary>On one line: an event is one of the archive. Where JSON is broken only space can be.</summary>
    private static void Write(Utf8JsonWriter json, ReadOnlySpan<byte> data)
    {
        if (data.ContainsAny((byte)'\n', (byte)'\r'))
            JsonElement.Parse(data).WriteTo(json);
        else
            json.WriteRawValue(data, skipInputValidation: true);
    }

    private static ReadOnlySpan<byte> Data(LedgerEvent item) =>
        !item.WrittenData.IsEmpty ? item.WrittenData.Span
        : item.Data is { } data ? JsonMarshal.GetRawUtf8Value(data)
        : [];

    private sealed class Scratch
    {
        public Scratch() => Json = new(Buffer, new() { SkipValidation = true });

        public ArrayBufferWriter<byte> Buffer { get; } = new(8 * 1024);

        public Utf8JsonWriter Json { get; }
    }
}
