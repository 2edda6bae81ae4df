using System.Runtime.CompilerServices;
using System.Text.Json;
using Nexus.Contracts;

namespace Nexus.Client;

/// <summary>Server-sent events (WHATWG HTML §9.2) as a sequence that outlives broken connections.</summary>
internal sealed class EventStream(Requests requests, TimeProvider clock)
{
    private const int MostFailures = 8;
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(250);

    public async IAsyncEnumerable<EventView> ReadAsync(
        long? after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var failures = 0;
        while (true)
        {
            await using var connection = new Connected(requests, after);
            while (await NextAsync(connection, failures, cancellationToken) is { } seen)
            {
                (failures, after) = (0, seen.Position);
                yield return seen;
            }

            failures++;
            await Task.Delay(Backoff(failures), clock, cancellationToken);
        }
    }

    /// <summary>Null when the connection ended and another try is worth it.</summary>
    private static async Task<EventView?> NextAsync(
        Connected connection, int failures, CancellationToken cancellationToken)
    {
        try
        {
            return await connection.NextAsync(cancellationToken);
        }
        catch (Exception e) when (e is IOException or HttpRequestException)
        {
            return null;
        }
        catch (NexusException e) when (e.Error.Code is "server.unreachable" && failures is > 0 and < MostFailures)
        {
            return null;
        }
    }

    /// <summary>Full jitter, so that many followers do not come back at once.</summary>
    private static TimeSpan Backoff(int failures) =>
        FirstDelay * Math.Pow(2, Math.Min(failures, 6)) * Random.Shared.NextDouble();

    private sealed class Connected(Requests requests, long? after) : IAsyncDisposable
    {
        private HttpResponseMessage? _response;
        private StreamReader? _lines;

        public async Task<EventView?> NextAsync(CancellationToken cancellationToken)
        {
            _response ??= await requests.OpenAsync(
                after is null ? "/api/v1/events/stream" : $"/api/v1/events/stream?after={after}", cancellationToken);
            _lines ??= new(await _response.Content.ReadAsStreamAsync(cancellationToken));
            while (await _lines.ReadLineAsync(cancellationToken) is { } line)
            {
                if (line.StartsWith("data:", StringComparison.Ordinal))
                    return Parse(line["data:".Length..]);
            }

            return null;
        }

        public ValueTask DisposeAsync()
        {
            _lines?.Dispose();
            _response?.Dispose();
            return ValueTask.CompletedTask;
        }

        private EventView Parse(string data)
        {
            try
            {
                return JsonSerializer.Deserialize(data, ContractsJson.Default.EventView)
                    ?? throw new JsonException("The event is null.");
            }
            catch (JsonException e)
            {
                throw new NexusException(ServerErrors.BadReply(requests.Server, 200), e);
            }
        }
    }
}
