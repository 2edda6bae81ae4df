using Nexus.Transport;
using Nexus.Transport.Channels;
using Nexus.Workspaced.Channel;

namespace Nexus.Workspaced.Services;

/// <summary>Answers <c>watch</c>: all services at once, then again after each change.</summary>
internal sealed class WatchServices(ServiceBoard board, TimeProvider clock)
{
    /// <summary>Changes that come together are one message.</summary>
    private static readonly TimeSpan Together = TimeSpan.FromMilliseconds(50);

    public async Task AnswerAsync(Connection connection, CancellationToken cancellationToken)
    {
        await connection.AcceptAsync(cancellationToken);
        using var work = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var watching = connection.CancelWhenGoneAsync(work);
        try
        {
            while (true)
            {
                var next = board.Next;
                await connection.Channel.WriteAsync(board.Read(), TransportJson.Default.Snapshot, work.Token);
                await next.WaitAsync(work.Token);
                await Task.Delay(Together, clock, work.Token);
            }
        }
        finally
        {
            await work.CancelAsync();
            await watching;
        }
    }
}
