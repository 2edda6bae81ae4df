using System.Runtime.CompilerServices;
using System.Text.Json;
using Nexus.Contracts;

namespace Nexus.Client;

/// <summary>An answer of one JSON document a line.</summary>
internal static class LogStream
{
    public static async IAsyncEnumerable<LogLine> ReadAsync(
        Requests requests, string path, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var response = await requests.OpenAsync(path, cancellationToken);
        using var lines = new StreamReader(await response.Content.ReadAsStreamAsync(cancellationToken));
        while (await NextAsync(requests, lines, cancellationToken) is { } line)
        {
            if (line.Length > 0)
                yield return Parse(requests, line);
        }
    }

    private static async Task<string?> NextAsync(
        Requests requests, StreamReader lines, CancellationToken cancellationToken)
    {
        try
        {
            return await lines.ReadLineAsync(cancellationToken);
        }
        catch (Exception e) when (e is IOException or HttpRequestException)
        {
            throw new NexusException(ServerErrors.Unreachable(requests.Server), e);
        }
    }

    private static LogLine Parse(Requests requests, string line)
    {
        try
        {
            return JsonSerializer.Deserialize(line, ContractsJson.Default.LogLine)
                ?? throw new JsonException("The line is null.");
        }
        catch (JsonException e)
        {
            throw new NexusException(ServerErrors.BadReply(requests.Server, 200), e);
        }
    }
}
