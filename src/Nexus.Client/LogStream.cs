using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Nexus.Contracts;

namespace Nexus.Client;

/// <summary>An answer of one JSON document a line.</summary>
internal static class LogStream
{
    /// <param name="requests">Of the server.</param>
    /// <param name="path">Of the lines.</param>
    /// <param name="type">Of each line.</param>
    /// <param name="status">Path of what they are about, to ask why they end before their end.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async IAsyncEnumerable<T> ReadAsync<T>(
        Requests requests, string path, JsonTypeInfo<T> type, string status,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var response = await requests.OpenAsync(path, cancellationToken);
        using var lines = new StreamReader(await response.Content.ReadAsStreamAsync(cancellationToken));
        while (await NextAsync(requests, lines, status, cancellationToken) is { } line)
        {
            if (line.Length > 0)
                yield return Parse(requests, line, type);
        }
    }

    private static async Task<string?> NextAsync(
        Requests requests, StreamReader lines, string status, CancellationToken cancellationToken)
    {
        try
        {
            return await lines.ReadLineAsync(cancellationToken);
        }
        catch (Exception e) when (e is IOException or HttpRequestException)
        {
            throw new NexusException(await requests.WhyBrokenOffAsync(status, cancellationToken), e);
        }
    }

    private static T Parse<T>(Requests requests, string line, JsonTypeInfo<T> type)
    {
        try
        {
            return JsonSerializer.Deserialize(line, type) ?? throw new JsonException("The line is null.");
        }
        catch (JsonException e)
        {
            throw new NexusException(ServerErrors.BadReply(requests.Server, 200), e);
        }
    }
}
