using Nexus.Contracts;
using Nexus.Transport;
using Nexus.Transport.Channels;
using Nexus.Transport.Workspaced;
using Nexus.Workspaced.Channel;
using Nexus.Workspaced.Services;

namespace Nexus.Workspaced.Logs;

/// <summary>Answers <c>logs</c>: what is kept, in order, then what is written, without a gap or a repetition.</summary>
internal sealed class ReadLogs(LogStore logs, ServiceBoard board)
{
    private const int LinesPerBatch = 500;
    private const int CharactersPerBatch = 256 * 1024;

    public async Task AnswerAsync(Connection connection, CancellationToken cancellationToken)
    {
        var request = connection.Body(TransportJson.Default.LogsRequest);
        if (request.Service is { } service && !Known().Contains(service, StringComparer.Ordinal))
            throw ServiceErrors.NotFound(service, Known());

        await connection.AcceptAsync(cancellationToken);
        using var work = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var watching = connection.CancelWhenGoneAsync(work);
        var cursors = new SortedDictionary<string, LogCursor>(StringComparer.Ordinal);
        try
        {
            await SendAsync(connection, request, cursors, work.Token);
            await connection.Channel.CompleteWritesAsync(work.Token);
        }
        finally
        {
            foreach (var cursor in cursors.Values)
                cursor.Dispose();
            await work.CancelAsync();
            await watching;
        }
    }

    private IEnumerable<string> Known() =>
        logs.Names.Append(LogStore.Own).Union(board.Names, StringComparer.Ordinal);

    private async Task SendAsync(
        Connection connection, LogsRequest request, SortedDictionary<string, LogCursor> cursors,
        CancellationToken cancellationToken)
    {
        var tail = request.Tail;
        while (true)
        {
            var next = logs.Next;
            OpenNew(request, tail, cursors);
            tail = null;
            while (Batch(cursors) is { Count: > 0 } lines)
            {
                await connection.Channel.WriteAsync(
                    new LogBatch(lines), TransportJson.Default.LogBatch, cancellationToken);
            }

            if (!request.Follow)
                return;
            await next.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Services that begin to write later are followed from their first line.</summary>
    private void OpenNew(LogsRequest request, int? tail, SortedDictionary<string, LogCursor> cursors)
    {
        foreach (var name in request.Service is { } one ? [one] : logs.Names)
        {
            if (cursors.ContainsKey(name))
                continue;
            var cursor = new LogCursor(logs.Open(name), request.Since);
            if (tail is not null || !request.Follow)
                cursor.Bound(tail, request.Follow);
            cursors[name] = cursor;
        }
    }

    private static List<LogLine> Batch(SortedDictionary<string, LogCursor> cursors)
    {
        var lines = new List<LogLine>();
        var characters = 0;
        foreach (var cursor in cursors.Values)
        {
            if (cursor.Current is null)
                cursor.Advance();
        }

        while (lines.Count < LinesPerBatch && characters < CharactersPerBatch && Oldest(cursors) is { } cursor)
        {
            if (cursor.Current is { } line)
            {
                lines.Add(line);
                characters += line.Text.Length;
            }

            cursor.Advance();
        }

        return lines;
    }

    private static LogCursor? Oldest(SortedDictionary<string, LogCursor> cursors)
    {
        LogCursor? oldest = null;
        foreach (var cursor in cursors.Values)
        {
            if (cursor.Current is { } line && (oldest?.Current is not { } other || line.Time < other.Time))
                oldest = cursor;
        }

        return oldest;
    }
}
