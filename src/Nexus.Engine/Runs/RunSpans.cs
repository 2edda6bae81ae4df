using System.Diagnostics;
using Nexus.Platform.Tracing;

namespace Nexus.Engine.Runs;

/// <summary>A run and the attempts at its steps as spans. One that was parked, or interrupted, has several.</summary>
internal static class RunSpans
{
    /// <returns>Null: nobody listens.</returns>
    public static Activity? Begin(ActiveRun run)
    {
        if (!Spans.AreWanted)
            return null;
        var state = run.Snapshot.Run;
        return Spans.BeginBelow(state.Trace, "run", state.Name)?
            .SetTag("nexus.run.id", run.Id).SetTag("nexus.run.resumed", run.IsResumed)
            .SetTag("nexus.event.name", state.EventName).SetTag("nexus.correlation_id", state.CorrelationId);
    }

    /// <returns>Null: nobody listens.</returns>
    public static Activity? Begin(ActiveRun run, StepState step) => Spans.AreWanted
        ? Spans.Begin("step", step.Name)?
            .SetTag("nexus.run.id", run.Id).SetTag("nexus.step.id", step.StepId)
            .SetTag("nexus.step.attempt", step.Attempt)
            .SetTag("nexus.correlation_id", run.Snapshot.Run.CorrelationId)
        : null;
}
