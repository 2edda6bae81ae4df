using Nexus.Contracts;
using Nexus.Platform.Metrics;

namespace Nexus.Engine.Runs;

/// <summary>Runs as the engine has them in memory: none is counted by asking the ledger.</summary>
internal sealed class RunFigures(RunEngine engine) : IFigures
{
    private static readonly Metric Now = new(
        "nexus_runs", MetricKind.Gauge,
        "Runs that wait (created), execute (running) or wait for a decision (gate).", "status");

    private static readonly Metric Ended = new(
        "nexus_runs_ended_total", MetricKind.Counter, "Runs that ended since the server started.", "status");

    public IReadOnlyList<Metric> Metrics => [Now, Ended];

    public Task WriteAsync(MetricText text, CancellationToken cancellationToken)
    {
        var (waiting, running) = engine.Admission.Count();
        text.Write(Now, waiting, "created");
        text.Write(Now, running, "running");
        text.Write(Now, engine.Book.All.Count(run => run.Snapshot.Run.WaitingFor is "gate"), "gate");
        text.Write(Ended, engine.EndedWith(RunStatus.Completed), "completed");
        text.Write(Ended, engine.EndedWith(RunStatus.Failed), "failed");
        text.Write(Ended, engine.EndedWith(RunStatus.Cancelled), "cancelled");
        return Task.CompletedTask;
    }
}
