using System.Net.Sockets;
using Nexus.Contracts;
using Nexus.Transport;
using Nexus.Transport.Channels;
using Nexus.Transport.Workspaced;
using Nexus.Workspaced.Logs;

namespace Nexus.Workspaced.Channel;

/// <summary>The unix socket: one request per connection, a bounded number of connections.</summary>
internal sealed class Listener(
    DaemonOptions options, Dispatcher dispatcher, IdleTrim trim, Journal journal, TimeProvider clock)
{
    public const int MostConnections = 256;

    private static readonly TimeSpan RequestDeadline = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LongestLinger = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan AcceptPause = TimeSpan.FromMilliseconds(100);
    private readonly HashSet<Task> _serving = [];
    private readonly Lock _gate = new();

    /// <summary>Until cancelled; completes when every connection has ended.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var socket = Listen(options.SocketPath);
        while (!cancellationToken.IsCancellationRequested)
        {
            if (await AcceptAsync(socket, cancellationToken) is { } channel)
                Track(ServeAsync(channel, cancellationToken));
        }

        await Task.WhenAll(Current());
    }

    /// <returns>Null when cancelled, and after a pause when nothing more can be opened for the moment.</returns>
    private async Task<SocketChannel?> AcceptAsync(Socket socket, CancellationToken cancellationToken)
    {
        try
        {
            return new SocketChannel(await socket.AcceptAsync(cancellationToken));
        }
        catch (OperationCanceledException)
        {
            return null;
        }
        catch (SocketException e)
        {
            journal.Write($"cannot accept a connection: {e.Message}");
            await Task.Delay(AcceptPause, clock, CancellationToken.None);
            return null;
        }
    }

    private static Socket Listen(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path) ?? "/");
        File.Delete(path);
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(path));
        UnixFiles.GiveToOwnerOfDirectory(path);
        socket.Listen(MostConnections);
        return socket;
    }

    private void Track(Task task)
    {
        lock (_gate)
        {
            _serving.RemoveWhere(served => served.IsCompleted);
            _serving.Add(task);
        }
    }

    private Task[] Current()
    {
        lock (_gate)
            return [.. _serving];
    }

    private async Task ServeAsync(SocketChannel channel, CancellationToken cancellationToken)
    {
        await using (channel)
        {
            StreamRequest? request = null;
            try
            {
                using var deadline = new CancellationTokenSource(RequestDeadline, clock);
                using var bounds = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
                // This one is not among them yet.
                if (Current().Length >= MostConnections)
                {
                    await channel.RefuseAsync(WorkspacedErrors.Busy(MostConnections), bounds.Token);
                    return;
                }

                request = await channel.ReadAsync(TransportJson.Default.StreamRequest, bounds.Token);
                await AnswerAsync(new Connection(channel, request), cancellationToken);
                await LingerAsync(channel, cancellationToken);
            }
            catch (Exception e) when (e is IOException or OperationCanceledException or SocketException)
            {
                channel.Reset();
            }
            catch (Exception e)
            {
                // One connection's mishap is not the others'.
                journal.Write($"a connection failed: {e.GetType().Name}: {e.Message}");
                channel.Reset();
            }
            finally
            {
                // Its node greets it every two seconds.
                if (request is not { Verb: Verbs.Hello })
                    trim.Soon();
            }
        }
    }

    /// <summary>
    /// What the caller still sends is read before closing: a close with unread bytes breaks the caller's writes, and
    /// with them, on the way through the node, what we sent last.
    /// </summary>
    private async Task LingerAsync(SocketChannel channel, CancellationToken cancellationToken)
    {
        if (channel.Socket.SafeHandle.IsClosed)
            return;

        await channel.CompleteWritesAsync(cancellationToken);
        using var limit = new CancellationTokenSource(LongestLinger, clock);
        using var bounds = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        var dropped = new byte[4096];
        while (await channel.ReadAsync(dropped, bounds.Token) > 0)
        {
            // Nobody waits for it any more.
        }
    }

    private async Task AnswerAsync(Connection connection, CancellationToken cancellationToken)
    {
        Note(connection, "asked");
        try
        {
            await dispatcher.AnswerAsync(connection, cancellationToken);
        }
        catch (NexusException e) when (!connection.IsAccepted)
        {
            Note(connection, $"refused, {e.Error.Code}");
            await connection.Channel.RefuseAsync(e.Error, cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException && !connection.IsAccepted)
        {
            var error = WorkspacedErrors.Failed(connection.Request.WorkspaceId, e);
            await connection.Channel.RefuseAsync(error, cancellationToken);
        }
    }

    /// <summary>What changes the workspace on someone's errand can be found by the id of that errand.</summary>
    private void Note(Connection connection, string what)
    {
        if (connection.Request is { CorrelationId: { } id, Verb: var verb } && Verbs.Change(verb))
            journal.Write($"{verb} {what}, correlation {id}");
    }
}
