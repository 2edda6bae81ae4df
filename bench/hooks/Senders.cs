using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Nexus.Bench.Hooks;

/// <summary>What was answered in a time.</summary>
/// <param name="PerSecond">Answers.</param>
/// <param name="Milliseconds">How long each took, the shortest first.</param>
internal sealed record Answers(double PerSecond, IReadOnlyList<double> Milliseconds)
{
    public double Percentile(double share) =>
        Math.Round(Milliseconds[(int)((Milliseconds.Count - 1) * share)], 3);
}

/// <summary>
/// Senders with a connection each, who send the next when the last is answered. They speak over bare sockets, for they
/// share the processors with the server.
/// </summary>
/// <param name="server">Where to.</param>
/// <param name="count">How many there are.</param>
internal sealed class Senders(Uri server, int count)
{
    /// <param name="request">The next, in full.</param>
    /// <param name="expected">How each answer begins.</param>
    /// <param name="duration">No more are sent after it.</param>
    public async Task<Answers> RunAsync(Func<byte[]> request, string expected, TimeSpan duration)
    {
        var began = Stopwatch.GetTimestamp();
        var all = await Task.WhenAll(
            Enumerable.Range(0, count).Select(_ => SendAsync(request, expected, began, duration)));
        var elapsed = Stopwatch.GetElapsedTime(began);
        var times = all.SelectMany(one => one).Order().ToList();
        return new(times.Count / elapsed.TotalSeconds, times);
    }

    private async Task<List<double>> SendAsync(Func<byte[]> request, string expected, long began, TimeSpan duration)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Loopback, server.Port);
        var (times, buffer, beginning) = (new List<double>(), new byte[4096], Encoding.ASCII.GetBytes(expected));
        while (Stopwatch.GetElapsedTime(began) < duration)
        {
            var sent = Stopwatch.GetTimestamp();
            await socket.SendAsync(request());
            var length = await AnswerAsync(socket, buffer);
            if (!buffer.AsSpan(0, length).StartsWith(beginning))
                throw new InvalidOperationException($"It answered: {Encoding.ASCII.GetString(buffer, 0, length)}");
            times.Add(Stopwatch.GetElapsedTime(sent).TotalMilliseconds);
        }

        return times;
    }

    /// <summary>The server sends its JSON in chunks.</summary>
    private static async Task<int> AnswerAsync(Socket socket, byte[] buffer)
    {
        var length = 0;
        while (!buffer.AsSpan(0, length).EndsWith("\r\n0\r\n\r\n"u8))
        {
            var read = await socket.ReceiveAsync(buffer.AsMemory(length));
            if (read == 0)
                throw new IOException("The server closed a connection.");
            length += read;
        }

        return length;
    }
}
