using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Nexus.Processes;

namespace Nexus.Bench.Workspace;

/// <summary>Starts, answers and memory.</summary>
internal sealed class Footprint(Programs programs, string root)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(1);

    public async Task<Samples> TimeAsync(int rounds, Argv command, CancellationToken cancellationToken)
    {
        var samples = new Samples();
        for (var round = -1; round < rounds; round++)
        {
            var time = await programs.TimeAsync(command, cancellationToken);
            if (round >= 0)
                samples.Add(time);
        }

        return samples;
    }

    /// <summary>Milliseconds from the start of the process until <c>/health</c> answers; the home is there.</summary>
    public async Task<Samples> StartServerAsync(int rounds, CancellationToken cancellationToken)
    {
        var samples = new Samples();
        for (var round = -1; round < rounds; round++)
        {
            var port = RawUnderTest.FreePort();
            var began = Stopwatch.GetTimestamp();
            await using var server = programs.Start(new(new Argv(
                Path.Combine(NexusUnderTest.Bin, "nexusd"), "--home", Path.Combine(root, "s"),
                "--port", port.ToString(CultureInfo.InvariantCulture))));
            while (!await IsHealthyAsync(port, cancellationToken))
            {
                if (server.Exited.IsCompleted)
                    throw new BenchException($"nexusd ended with {await server.Exited}.");
                await Task.Delay(Pause, TimeProvider.System, cancellationToken);
            }

            if (round >= 0)
                samples.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            await server.StopTreeAsync(TimeSpan.FromSeconds(10), cancellationToken);
        }

        return samples;
    }

    /// <summary>Resident memory of a process, pages shared with others included.</summary>
    public static double MemoryMebibytes(int pid)
    {
        var line = File.ReadLines($"/proc/{pid}/status").First(l => l.StartsWith("VmRSS:", StringComparison.Ordinal));
        var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return double.Parse(words[1], CultureInfo.InvariantCulture) / 1024;
    }

    public static string LoadAverage() => File.ReadAllText("/proc/loadavg").Split(' ')[0];

    private static async Task<bool> IsHealthyAsync(int port, CancellationToken cancellationToken)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(IPAddress.Loopback, port, cancellationToken);
            await socket.SendAsync("GET /health HTTP/1.0\r\n\r\n"u8.ToArray(), cancellationToken);
            var head = new byte[12];
            return await socket.ReceiveAsync(head, cancellationToken) == head.Length && head.AsSpan().EndsWith("200"u8);
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
