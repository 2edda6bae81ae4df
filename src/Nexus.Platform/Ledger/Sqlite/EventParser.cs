using System.Text;
using System.Text.Json;

namespace Nexus.Platform.Ledger.Sqlite;

/// <summary>
/// Reads what <see cref="EventWriter"/> wrote, field by field. Most events are read for some of their fields, so their
/// data is left as it is written, and texts that come again and again are the same strings.
/// </summary>
internal static class EventParser
{
    private const int Slots = 512;
    private const int LongestKnown = 64;
    private static readonly string?[] Known = new string?[Slots];

    public static LedgerEvent Parse(ReadOnlySpan<byte> body)
    {
        var reader = new Utf8JsonReader(body);
        var item = new Fields();
        reader.Read();
        while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
            item.Read(ref reader, body);
        return item.Event();
    }

    private static string? Text(ref Utf8JsonReader reader)
    {
        if (reader.ValueIsEscaped || reader.ValueSpan.Length is 0 or > LongestKnown)
            return reader.GetString();
        var bytes = reader.ValueSpan;
        var hash = new HashCode();
        hash.AddBytes(bytes);
        ref var slot = ref Known[(uint)hash.ToHashCode() % Slots];
        var known = Volatile.Read(ref slot);
        if (known is not null && Ascii.Equals(bytes, known))
            return known;
        var text = reader.GetString();
        Volatile.Write(ref slot, text);
        return text;
    }

    private ref struct Fields
    {
        private Guid? _eventId;
        private string? _name;
        private DateTimeOffset? _at;
        private string? _envId;
        private string? _actor;
        private string? _correlationId;
        private Guid? _run;
        private Guid? _step;
        private ResourceRef? _resource;
        private string? _owner;
        private string? _org;
        private string? _layer;
        private byte[]? _data;

        /// <param name="reader">At the name of a field; it ends behind its value.</param>
        /// <param name="body">All of it.</param>
        public void Read(ref Utf8JsonReader reader, ReadOnlySpan<byte> body)
        {
            if (reader.ValueTextEquals("event_id"u8))
                _eventId = Next(ref reader).GetGuid();
            else if (reader.ValueTextEquals("event_name"u8))
                _name = NextText(ref reader);
            else if (reader.ValueTextEquals("occurred_at"u8))
                _at = Next(ref reader).GetDateTimeOffset();
            else if (reader.ValueTextEquals("env_id"u8))
                _envId = NextText(ref reader);
            else if (reader.ValueTextEquals("actor"u8))
                _actor = NextText(ref reader);
            else if (reader.ValueTextEquals("correlation_id"u8))
                _correlationId = Next(ref reader).GetString();
            else if (reader.ValueTextEquals("run_id"u8))
                _run = NextId(ref reader);
            else if (reader.ValueTextEquals("step_id"u8))
                _step = NextId(ref reader);
            else
                ReadLess(ref reader, body);
        }

        public readonly LedgerEvent Event() => new()
        {
            EventId = _eventId ?? throw Missing("event_id"),
            EventName = _name ?? throw Missing("event_name"),
            OccurredAt = _at ?? throw Missing("occurred_at"),
            EnvId = _envId ?? "",
            Actor = _actor ?? "system",
            CorrelationId = _correlationId ?? throw Missing("correlation_id"),
            RunId = _run,
            StepId = _step,
            Resource = _resource ?? throw Missing("resource"),
            OwnerId = _owner ?? "system",
            OwnerOrgId = _org ?? "local",
            Layer = _layer ?? "user",
            WrittenData = _data,
        };

        private void ReadLess(ref Utf8JsonReader reader, ReadOnlySpan<byte> body)
        {
            if (reader.ValueTextEquals("resource"u8))
                _resource = NextResource(ref reader);
            else if (reader.ValueTextEquals("owner_id"u8))
                _owner = NextText(ref reader);
            else if (reader.ValueTextEquals("owner_org_id"u8))
                _org = NextText(ref reader);
            else if (reader.ValueTextEquals("layer"u8))
                _layer = NextText(ref reader);
            else if (reader.ValueTextEquals("data"u8))
                _data = NextWritten(ref reader, body);
            else
                reader.Skip();
        }

        private static ref Utf8JsonReader Next(ref Utf8JsonReader reader)
        {
            reader.Read();
            return ref reader;
        }

        private static string? NextText(ref Utf8JsonReader reader) => Text(ref Next(ref reader));

        private static Guid? NextId(ref Utf8JsonReader reader) =>
            Next(ref reader).TokenType is JsonTokenType.Null ? null : reader.GetGuid();

        private static byte[]? NextWritten(ref Utf8JsonReader reader, ReadOnlySpan<byte> body)
        {
            if (Next(ref reader).TokenType is JsonTokenType.Null)
                return null;
            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            return body[start..(int)reader.BytesConsumed].ToArray();
        }

        private static ResourceRef NextResource(ref Utf8JsonReader reader)
        {
            var (type, id) = ("", "");
            reader.Read();
            while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
            {
                if (reader.ValueTextEquals("type"u8))
                    type = NextText(ref reader) ?? "";
                else if (reader.ValueTextEquals("id"u8))
                    id = Next(ref reader).GetString() ?? "";
                else
                    reader.Skip();
            }

            return new(type, id);
        }

        private static InvalidDataException Missing(string field) => new($"The ledger holds an event without {field}.");
    }
}
