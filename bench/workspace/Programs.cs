using System.Diagnostics;
using Nexus.Processes;

namespace Nexus.Bench.Workspace;

/// <summary>Runs programs with one environment and times them from before the spawn to the exit.</summary>
internal sealed class Programs(IReadOnlyDictionary<string, string> environment) : IDisposable
{
    private readonly Spawner _spawner = new(TimeProvider.System);

    public static readonly TimeSpan Deadline = TimeSpan.FromMinutes(3);

    /// <returns>What it printed.</returns>
    /// <exception cref="BenchException">It failed.</exception>
    public async Task<string> RunAsync(Argv argv, CancellationToken cancellationToken)
    {
        var result = await TryAsync(argv, cancellationToken);
        return result.IsSuccess
            ? result.Output.Trim()
            : throw new BenchException($"{argv}: {result.Outcome} {result.ExitCode}\n{result.Error}");
    }

    public Task<ProcessResult> TryAsync(Argv argv, CancellationToken cancellationToken) =>
        new ProcessRunner(TimeProvider.System, _spawner).RunAsync(
            new(argv) { Environment = environment, Deadline = Deadline }, cancellationToken);

    public ChildProcess Start(SpawnRequest request) => _spawner.Spawn(request with { Environment = environment });

    /// <summary>Milliseconds of a program that must succeed; its output goes nowhere.</summary>
    public Task<double> TimeAsync(Argv argv, CancellationToken cancellationToken) =>
        TimeAsync(new SpawnRequest(argv), cancellationToken);

    public async Task<double> TimeAsync(SpawnRequest request, CancellationToken cancellationToken)
    {
        var began = Stopwatch.GetTimestamp();
        await using var child = Start(request with { Error = StdioTarget.Pipe });
        var code = await child.Exited.WaitAsync(Deadline, cancellationToken);
        var elapsed = Stopwatch.GetElapsedTime(began);
        if (code == 0)
            return elapsed.TotalMilliseconds;

        using var errors = new StreamReader(child.Error ?? Stream.Null);
        throw new BenchException($"{request.Argv}: {code}\n{await errors.ReadToEndAsync(cancellationToken)}");
    }

    public void Dispose() => _spawner.Dispose();
}

/// <summary>The benchmark could not be carried out.</summary>
internal sealed class BenchException(string message) : Exception(message);
