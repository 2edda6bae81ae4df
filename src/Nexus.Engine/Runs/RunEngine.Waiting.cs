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
            foreach (var step in run.Snapshot.Steps.Where(step => step is { IsOpen: true, DueAt: not null }))
                run.Watch(step.StepId, () => ExpireAsync(run, step));
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

    private async Task ExpireAsync(ActiveRun run, StepState step)
    {
        try
        {
            using var over = CancellationTokenSource.CreateLinkedTokenSource(run.Over, Stopping);
            while (step.DueAt - _clock.GetUtcNow() is { } left && left > TimeSpan.Zero)
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
