using Microsoft.Extensions.Logging;
using Nexus.Contracts;
using Nexus.Transport;
using Nexus.Transport.Channels;

namespace Nexus.Node.Agent;

/// <summary>
/// Keeps data connections open to the server, ready for streams. One that is taken is replaced at once; what is asked
/// for beyond that is opened on demand. All of them together are bounded.
/// </summary>
internal sealed partial class StreamPool(
    Func<CancellationToken, Task<ByteChannel>> open, StreamRouter router, TimeProvider clock, ILogger logger)
    : IAsyncDisposable
{
    public const int Most = 512;
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskSet _streams = new();
    private CancellationTokenSource _waiting = new();
    private int _wanted;
    private int _idle;

    /// <summary>How many shall wait for a stream from now on.</summary>
    public void Keep(int idle)
    {
        lock (_gate)
            _wanted = Math.Clamp(idle, 0, Most / 2);
        Fill();
    }

    /// <summary>Opens more at once, for a burst.</summary>
    public void Open(int count)
    {
        for (var i = 0; i < Math.Min(count, Most); i++)
            Add();
    }

    /// <summary>What still waits for a stream is connected anew: its peer is gone.</summary>
    public void DropIdle()
    {
        CancellationTokenSource dropped;
        lock (_gate)
            (dropped, _waiting) = (_waiting, new());
        dropped.Cancel();
        dropped.Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        DropIdle();
        await _streams.DrainAsync();
        _stop.Dispose();
        _waiting.Dispose();
    }

    private void Fill()
    {
        while (IsShort())
            Add();
    }

    private bool IsShort()
    {
        lock (_gate)
            return !_stop.IsCancellationRequested && _idle < _wanted && _streams.Count < Most;
    }

    private void Add()
    {
        if (_streams.Count >= Most || _stop.IsCancellationRequested)
            return;
        CancellationToken dropped;
        lock (_gate)
        {
            _idle++;
            dropped = _waiting.Token;
        }

        _streams.Add(ServeAsync(dropped, _stop.Token));
    }

    private async Task ServeAsync(CancellationToken dropped, CancellationToken cancellationToken)
    {
        await Task.Yield();
        var isIdle = true;
        try
        {
            await using var channel = await ConnectAsync(dropped);
            var request = await channel.ReadAsync(TransportJson.Default.StreamRequest, dropped);
            isIdle = Leave();
            await router.ServeAsync(channel, request, cancellationToken);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            LogEnded(e.Message);
        }
        finally
        {
            if (isIdle)
                Leave();
        }
    }

    /// <returns>False, for it is not idle any more.</returns>
    private bool Leave()
    {
        lock (_gate)
            _idle--;
        Fill();
        return false;
    }

    private async Task<ByteChannel> ConnectAsync(CancellationToken cancellationToken)
    {
        var backoff = new Backoff(TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(10));
        while (true)
        {
            try
            {
                return await open(cancellationToken);
            }
            catch (Exception e) when (e is IOException or NexusException)
            {
                LogEnded(e.Message);
            }

            await backoff.WaitAsync(clock, cancellationToken);
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "A data connection ended: {Reason}")]
    private partial void LogEnded(string reason);
}
