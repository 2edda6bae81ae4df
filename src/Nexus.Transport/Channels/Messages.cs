using System.Buffers.Binary;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Nexus.Transport.Channels;

/// <summary>
/// JSON documents on a byte channel: four bytes of length, big endian, then UTF-8. Reads not a byte more.
/// </summary>
public static class Messages
{
    /// <summary>The longest document accepted.</summary>
    public const int Longest = 4 * 1024 * 1024;

    public static async ValueTask WriteAsync<T>(
        this ByteChannel channel, T document, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(document, type);
        var message = new byte[4 + json.Length];
        BinaryPrimitives.WriteInt32BigEndian(message, json.Length);
        json.CopyTo(message, 4);
        await channel.WriteAsync(message, cancellationToken);
    }

    /// <exception cref="IOException">It ended, broke, or what arrived is not such a document.</exception>
    public static async ValueTask<T> ReadAsync<T>(
        this ByteChannel channel, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        var head = new byte[4];
        await channel.ReadExactlyAsync(head, cancellationToken);
        var length = BinaryPrimitives.ReadInt32BigEndian(head);
        if (length is < 0 or > Longest)
            throw new IOException($"A message of {length} bytes is not accepted.");

        var body = new byte[length];
        await channel.ReadExactlyAsync(body, cancellationToken);
        try
        {
            return JsonSerializer.Deserialize(body, type) ?? throw new IOException("The message is null.");
        }
        catch (JsonException e)
        {
            throw new IOException("The message is not what was expected.", e);
        }
    }
}
