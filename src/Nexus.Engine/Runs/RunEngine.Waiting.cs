using Nexus.Contracts;

namespace Nexus.Engine.Runs;

/// <summary>The part that has runs wait for decisions: without a slot, and across restarts.</summary>
internal sealed partial class RunEngine
{
    /// <summary>What a timer is asked at a time: more than that it does not take.</summary>
    private static readonly TimeSpan LongestSleep = TimeSpan.FromDays(1);

    /// <summary>Asked by its execution, which ends then: nothing of it can be executed now.</summary>
    /// <returns>False: something can, by now.</returns>
    private async Task<bool> ParkAsync(ActiveRun run)
    {
        await run.Gate.WaitAsync(CancellationToken.None);
        try
        {
            if (run.IsEnded || !run.Snapshot.Run.IsGoing || run.Snapshot.Executable.Any())
                return false;
            foreach (var step in run.Snapshot.Steps.Where(step => step.IsGate))
            {
                if (DueOf(run, step) is { } due)
                    run.Watch(step.StepId, () => ExpireAsync(run, step, due));
            }

            run.IsParked = true;
            foreach (var next in Admission.Park(run))
                Launch(next);
            return true;
        }
        finally
        {
            run.Gate.Release();
        }
    }

    /// <summary>Durable first; then what it opens goes on.</summary>
    /// <returns>False when there was nothing to decide any more.</returns>
    public async Task<bool> DecideAsync(ActiveRun run, Guid stepId, string eventName, GateDecision decision)
    {
        var isDecided = false;
        await Journal.RecordAsync(run, Decide, also: null, Stopping);
        Wake(run);
        return isDecided;

        void Decide(RunChange change) => isDecided = RunMachine.Decided(change, stepId, eventName, decision);
    }

    /// <summary>It has something to execute again.</summary>
    private void Wake(ActiveRun run)
    {
        if (run.TakeParked() && !run.IsEnded && Admission.Return(run))
            Launch(run);
    }

    /// <summary>One of before may have none recorded, and its plan has one by now.</summary>
    private static DateTimeOffset? DueOf(ActiveRun run, StepState step) =>
        step.DueAt ?? step.StartedAt + run.Plan.Find(step.Name)?.Gate?.Deadline;

    private async Task ExpireAsync(ActiveRun run, StepState step, DateTimeOffset due)
    {
        try
        {
            using var over = CancellationTokenSource.CreateLinkedTokenSource(run.Over, Stopping);
            while (due - _clock.GetUtcNow() is var left && left > TimeSpan.Zero)
                await Task.Delay(left < LongestSleep ? left : LongestSleep, _clock, over.Token);
            var isApproved = run.Plan.Find(step.Name)?.Gate is { IsApprovedByDefault: true };
            await DecideAsync(
                run, step.StepId, StepHistory.GateExpired, new(isApproved, "system", null, _clock.GetUtcNow()));
        }
        catch (OperationCanceledException)
        {
            // The run ended first, or the server does: after its next start the gate is watched again.
        }
        catch (Exception e)
        {
            LogBroken(run.Id, run.Plan.Name, e);
        }
    }
}
