using System.Security.Cryptography;
using System.Text;

namespace Nexus.Engine.Runs;

/// <summary>The part that has steps wait for runs.</summary>
internal sealed partial class RunEngine
{
    private const int TimeOfId = 6;

    /// <summary>The run that a step starts under this key: the same if asked for again, as old as the step.</summary>
    public static Guid ChildOf(Guid stepId, string key)
    {
        const byte version7 = 0x70;
        const byte variant = 0x80;
        Span<byte> id = stackalloc byte[16];
        stepId.TryWriteBytes(id, bigEndian: true, out _);
        SHA256.HashData(Encoding.UTF8.GetBytes(key)).AsSpan(0, id.Length - TimeOfId).CopyTo(id[TimeOfId..]);
        id[6] = (byte)((id[6] & 0x0f) | version7);
        id[8] = (byte)((id[8] & 0x3f) | variant);
        return new(id, bigEndian: true);
    }

    /// <summary>Until a run has ended, for a step of another: which gives its slot away meanwhile.</summary>
    public async Task<RunOutcome> WaitForChildAsync(
        IRuns runs, Guid parent, Guid child, CancellationToken cancellationToken)
    {
        var waiting = Book.Find(parent);
        foreach (var next in waiting is null ? [] : Admission.Lend(waiting))
            Launch(next);
        try
        {
            return await runs.WaitAsync(child, cancellationToken);
        }
        finally
        {
            if (waiting is not null)
                Admission.TakeBack(waiting);
        }
    }

    /// <summary>Whether a run, or one of those that wait for it, holds this lane.</summary>
    public bool IsHeldAbove(Guid runId, string lane)
    {
        for (var at = Book.Find(runId); at is not null;
            at = at.Snapshot.Run.ParentRunId is { } parent ? Book.Find(parent) : null)
        {
            if (string.Equals(at.Lane, lane, StringComparison.Ordinal))
                return true;
        }

        return false;
    }

    /// <summary>The server stopped after its parent's step had ended, and before it was told.</summary>
    private bool IsOrphan(ActiveRun run) => run.Snapshot.Run.ParentRunId is { } id
        && !(Book.Find(id) is { Snapshot: { Run.IsGoing: true } parent }
            && parent.Steps.Any(step => step.IsOpen && ChildOf(step.StepId, step.IdempotencyKey) == run.Id));

    private async Task EndOrphanAsync(ActiveRun run)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        try
        {
            await CancelAsync(run, ReasonOf(run.Snapshot.Run.ParentRunId));
        }
        catch (Exception e)
        {
            LogBroken(run.Id, run.Plan.Name, e);
        }
    }

    public static string ReasonOf(Guid? parent) => $"run {parent} does not wait for it any more";
}
