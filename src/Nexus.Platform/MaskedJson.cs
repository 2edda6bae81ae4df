using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Nexus.Platform;

/// <summary>
/// Masks texts in JSON and leaves the rest as it is, byte for byte: names, numbers and what is written around them.
/// </summary>
internal static class MaskedJson
{
    private static readonly JavaScriptEncoder Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;

    /// <param name="json">UTF-8.</param>
    /// <param name="mask">Of a text; the same when there is nothing to hide.</param>
    /// <param name="onlyFree">Only in fields that hold what others said, as in our own records.</param>
    public static ReadOnlySpan<byte> Of(ReadOnlySpan<byte> json, Func<string, string> mask, bool onlyFree)
    {
        var reader = new Utf8JsonReader(json);
        ArrayBufferWriter<byte>? masked = null;
        var copied = 0;
        string? top = null, last = null;
        while (reader.Read())
        {
            if (reader.TokenType is JsonTokenType.PropertyName)
            {
                last = reader.GetString();
                if (reader.CurrentDepth == 1)
                    top = last;
            }
            else if (reader.TokenType is JsonTokenType.String && (!onlyFree || IsFree(top, last))
                && Masked(ref reader, mask) is { } clean)
            {
                masked ??= new(json.Length);
                masked.Write(json[copied..(int)reader.TokenStartIndex]);
                masked.Write("\""u8);
                masked.Write(JsonEncodedText.Encode(clean, Encoder).EncodedUtf8Bytes);
                masked.Write("\""u8);
                copied = (int)reader.BytesConsumed;
            }
        }

        if (masked is null)
            return json;
        masked.Write(json[copied..]);
        return masked.WrittenSpan;
    }

    /// <summary>What a person or a program said; the rest is read by ourselves.</summary>
    /// <param name="top">The field of the record.</param>
    /// <param name="last">The field within it.</param>
    private static bool IsFree(string? top, string? last) => top switch
    {
        "inputs" or "with" or "outputs" or "outputs_before" or "items" or "event" or "metadata" or "title" or "from"
            or "message" or "hint" or "notes" or "reason" or "cancel_reason" or "comment" => true,
        "error" or "hook_warning" => last is not ("code" or "problems"),
        "decision" => last is "comment",
        "log" => last is "message",
        _ => false,
    };

    /// <returns>Null: there is nothing to hide.</returns>
    private static string? Masked(ref Utf8JsonReader reader, Func<string, string> mask)
    {
        try
        {
            var text = reader.GetString() ?? "";
            return mask(text) is var clean && ReferenceEquals(clean, text) ? null : clean;
        }
        catch (InvalidOperationException)
        {
            // Half of a character: nobody can read it, so nobody can look at it.
            return Redactor.Mask;
        }
    }
}
