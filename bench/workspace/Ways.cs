using System.Diagnostics;
using Nexus.Processes;

namespace Nexus.Bench.Workspace;

/// <summary>What one and the other way to an sshd cost, always measured in turns.</summary>
internal sealed class Ways(Programs programs, SshTarget door, SshTarget direct)
{
    private const int Mebibytes = 200;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(3);
    private readonly SshTarget[] _both = [door, direct];

    /// <summary>Milliseconds of <c>ssh HOST true</c>, and what the door adds in each pair.</summary>
    public async Task<(Samples Door, Samples Direct, Samples Difference)> ConnectAsync(
        int pairs, CancellationToken cancellationToken)
    {
        var (there, straight, difference) = (new Samples(), new Samples(), new Samples());
        for (var pair = -2; pair < pairs; pair++)
        {
            var isDoorFirst = pair % 2 == 0;
            var first = await TimeAsync(isDoorFirst ? door : direct, cancellationToken);
            var second = await TimeAsync(isDoorFirst ? direct : door, cancellationToken);
            if (pair < 0)
                continue;
            there.Add(isDoorFirst ? first : second);
            straight.Add(isDoorFirst ? second : first);
            difference.Add(isDoorFirst ? first - second : second - first);
        }

        return (there, straight, difference);
    }

    /// <summary>MiB/s of 200 MiB in and out, login included.</summary>
    public async Task<(Throughput Door, Throughput Direct)> CopyAsync(
        int rounds, string directory, CancellationToken cancellationToken)
    {
        var path = Path.Combine(directory, "zeros");
        using (var file = File.OpenHandle(path, FileMode.Create, FileAccess.Write))
            RandomAccess.SetLength(file, (long)Mebibytes << 20);
        var samples = new Dictionary<SshTarget, Throughput> { [door] = new(), [direct] = new() };
        for (var round = 0; round < rounds; round++)
        {
            foreach (var way in round % 2 == 0 ? _both : _both.Reverse())
            {
                using var input = File.OpenHandle(path);
                var inwards = new SpawnRequest(way.Argv("cat > /dev/null")) { Input = StdioTarget.Of(input) };
                var outwards = new SpawnRequest(way.Argv($"head -c {Mebibytes}M /dev/zero"));
                samples[way].Add(
                    await programs.TimeAsync(inwards, cancellationToken),
                    await programs.TimeAsync(outwards, cancellationToken), Mebibytes);
            }
        }

        return (samples[door], samples[direct]);
    }

    /// <summary>Milliseconds from a byte typed to its echo while a copy runs the same way.</summary>
    public async Task<(Samples Door, Samples Direct)> TypeUnderLoadAsync(
        int rounds, int keys, CancellationToken cancellationToken)
    {
        var samples = new Dictionary<SshTarget, Samples> { [door] = new(), [direct] = new() };
        for (var round = 0; round < rounds; round++)
        {
            foreach (var way in round % 2 == 0 ? _both : _both.Reverse())
                await TypeAsync(way, samples[way], keys, cancellationToken);
        }

        return (samples[door], samples[direct]);
    }

    private async Task TypeAsync(SshTarget way, Samples into, int keys, CancellationToken cancellationToken)
    {
        await using var session = programs.Start(
            new(way.Interactive("stty raw -echo; echo ready; exec cat"))
            {
                Input = StdioTarget.Pipe,
                Output = StdioTarget.Pipe,
            });
        await using var abort = cancellationToken.Register(() => session.SendToGroup(Signal.Kill));
        if (session is not { Input: { } input, Output: { } output })
            throw new BenchException("No pipes.");
        for (var last = 0; last != '\n'; last = output.ReadByte())
        {
            if (last < 0)
                throw new BenchException($"The session through {way.Name} ended.");
        }

        using var zeros = File.OpenHandle("/dev/zero");
        await using var copy = programs.Start(
            new(way.Argv("cat > /dev/null")) { Input = StdioTarget.Of(zeros) });
        await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System, cancellationToken);
        for (var key = 0; key < keys; key++)
        {
            into.Add(Echo(input, output, way));
            await Task.Delay(Pause, TimeProvider.System, cancellationToken);
        }

        if (copy.Exited.IsCompleted)
            throw new BenchException($"The copy through {way.Name} ended with {await copy.Exited}.");
    }

    private static double Echo(Stream input, Stream output, SshTarget way)
    {
        var began = Stopwatch.GetTimestamp();
        input.Write("x"u8);
        input.Flush();
        if (output.ReadByte() < 0)
            throw new BenchException($"The session through {way.Name} ended.");
        return Stopwatch.GetElapsedTime(began).TotalMilliseconds;
    }

    private Task<double> TimeAsync(SshTarget way, CancellationToken cancellationToken) =>
        programs.TimeAsync(new SpawnRequest(way.Argv("true")), cancellationToken);
}

/// <summary>MiB/s, each way and over both.</summary>
internal sealed class Throughput
{
    private readonly Samples _in = new(), _out = new(), _both = new();

    public double In => _in.P50;

    public double Out => _out.P50;

    public double Both => _both.P50;

    public void Add(double inMilliseconds, double outMilliseconds, int mebibytes)
    {
        _in.Add(mebibytes / inMilliseconds * 1000);
        _out.Add(mebibytes / outMilliseconds * 1000);
        _both.Add(2 * mebibytes / (inMilliseconds + outMilliseconds) * 1000);
    }
}
