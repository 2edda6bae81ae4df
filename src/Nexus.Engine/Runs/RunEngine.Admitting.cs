using Nexus.Contracts;
using Nexus.Platform.Ledger;

namespace Nexus.Engine.Runs;

/// <summary>The part that makes runs of events.</summary>
internal sealed partial class RunEngine
{
    /// <summary>Records an event together with the run that it asks for, which no other trigger has to want.</summary>
    /// <param name="item">What asks for it.</param>
    /// <param name="trigger">Which plan, and with what.</param>
    /// <param name="join">What commits with it, knowing the run.</param>
    /// <param name="cancellationToken">Stops waiting before anything is recorded.</param>
    /// <exception cref="NexusException"><c>run.lane_busy</c>, and those of any event.</exception>
    public async Task<RunView> StartRunAsync(
        LedgerEvent item, PlanTrigger trigger, Func<LedgerBatch, RunView, LedgerBatch> join,
        CancellationToken cancellationToken)
    {
        await _recovered.Task.WaitAsync(cancellationToken);
        if (Admitted.From(trigger, item, new(DepthOf(item), IsAsked: true), Admission, _scribe) is not { } wanted)
            throw new NexusException(RunErrors.LaneBusy(trigger.Plan.Name));
        Book.Add(wanted.Run);
        List<Admitted> admitted = [wanted];
        LedgerBatch batch;
        try
        {
            batch = join(new([item]), RunRows.View(wanted.Run.Snapshot.Run));
            admitted.AddRange(Admit(batch.Events));
        }
        catch
        {
            Withdraw(admitted);
            throw;
        }

        await EmitAsync(batch, admitted, cancellationToken);
        return RunRows.View(wanted.Run.Snapshot.Run);
    }

    private async Task<long> EmitAsync(
        LedgerBatch batch, List<Admitted> admitted, CancellationToken cancellationToken)
    {
        var whole = admitted.Aggregate(batch, (sum, next) => sum.With(next.Change.Batch()));
        long position;
        try
        {
            position = await _ledger.AppendAsync(whole, cancellationToken);
        }
        catch
        {
            Withdraw(admitted);
            throw;
        }

        foreach (var (run, _, superseded) in admitted)
        {
            run.Gate.Release();
            if (run.IsEnded)
                Leave(run);
            else if (Admission.Record(run))
                Launch(run);
            foreach (var other in superseded)
                Supersede(other, run.Id);
        }

        return position;
    }

    private List<Admitted> Admit(IReadOnlyList<LedgerEvent> events)
    {
        var admitted = new List<Admitted>();
        try
        {
            foreach (var item in events)
            {
                foreach (var trigger in _triggers.For(item))
                {
                    if (Admitted.From(trigger, item, new(DepthOf(item), false), Admission, _scribe) is not { } next)
                        continue;
                    admitted.Add(next);
                    Book.Add(next.Run);
                }
            }

            return admitted;
        }
        catch
        {
            Withdraw(admitted);
            throw;
        }
    }

    /// <returns>How many runs led to it, one after the other, as far as they go on.</returns>
    private int DepthOf(LedgerEvent item) =>
        item.RunId is { } id && Book.Find(id) is { } cause ? cause.Snapshot.Run.Depth + 1 : 0;

    private void Withdraw(IEnumerable<Admitted> admitted)
    {
        foreach (var (run, _, _) in admitted)
        {
            run.Withdraw();
            Book.Remove(run);
            run.Gate.Release();
            foreach (var next in Admission.Leave(run))
                Launch(next);
        }
    }
}
