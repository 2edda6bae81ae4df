using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Nexus.Contracts;

namespace Nexus.Client;

/// <summary>Server-sent events (WHATWG HTML §9.2) as a sequence that outlives broken connections.</summary>
internal sealed class EventStream(Requests requests, EventFilter filter, TimeProvider clock)
{
    private const int MostFailures = 8;
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(250);

    public async IAsyncEnumerable<EventView> ReadAsync(
        long? after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var failures = 0;
        while (true)
        {
            await using var connection = new Connected(requests, filter, after);
            while (await NextAsync(connection, failures, cancellationToken) is { } seen)
            {
                failures = 0;
                yield return seen;
            }

            after = connection.Position;
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

    private sealed class Connected(Requests requests, EventFilter filter, long? after) : IAsyncDisposable
    {
        private HttpResponseMessage? _response;
        private StreamReader? _lines;
        private long? _id;

        /// <summary>All up to it was seen. The server tells it even when nothing happens.</summary>
        public long? Position { get; private set; } = after;

        public async Task<EventView?> NextAsync(CancellationToken cancellationToken)
        {
            _response ??= await requests.OpenAsync(Address(), cancellationToken);
            _lines ??= new(await _response.Content.ReadAsStreamAsync(cancellationToken));
            while (await _lines.ReadLineAsync(cancellationToken) is { } line)
            {
                if (line is "")
                    Position = _id ?? Position;
                else if (Field(line, "id") is { } id)
                    _id = long.TryParse(id, CultureInfo.InvariantCulture, out var position) ? position : _id;
                else if (Field(line, "data") is { Length: > 0 } data)
                    return Parse(data);
            }

            return null;
        }

        public ValueTask DisposeAsync()
        {
            _lines?.Dispose();
            _response?.Dispose();
            return ValueTask.CompletedTask;
        }

        private string Address()
        {
            var query = (Position is { } from ? $"&after={from}" : "") + filter.Query();
            return query is "" ? "/api/v1/events/stream" : $"/api/v1/events/stream?{query[1..]}";
        }

        private static string? Field(string line, string name) =>
            line.StartsWith(name, StringComparison.Ordinal) && line.AsSpan(name.Length) is [':', ..]
                ? line[(name.Length + 1)..].TrimStart(' ')
                : null;

        private EventView Parse(string data)
        {
            try
            {
                var seen = JsonSerializer.Deserialize(data, ContractsJson.Default.EventView)
                    ?? throw new JsonException("The event is null.");
                Position = seen.Position;
                return seen;
            }
            catch (JsonException e)
            {
                throw new NexusException(ServerErrors.BadReply(requests.Server, 200), e);
            }
        }
    }
}
