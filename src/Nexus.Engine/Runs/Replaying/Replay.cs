using System.Text.Json;
using Nexus.Contracts;
using Nexus.Platform.Ledger;

namespace Nexus.Engine.Runs.Replaying;

/// <summary>
/// Tells the machine what a run was told by the world (that a step completed, that a gate was approved, ...) and
/// compares what it makes of that with what is recorded. Nothing is executed and nothing is written.
/// </summary>
internal sealed class Replay(Plan plan, RunState recorded, IReadOnlyList<RecordedEvent> record)
{
    private RunSnapshot _now = new(Beginning(recorded), []);

    /// <returns>The first place where they differ; null: nowhere.</returns>
    public ReplayDifference? Difference()
    {
        for (var at = 0; at < record.Count;)
        {
            if ((Follow(at, Change(at)) ?? Follow(at, Abandoned(at))) is not { } told)
                return Differs(at, Change(at).Batch().Events);
            at += told;
        }

        return recorded.Phase is RunPhase.Ended ? EndDiffers() : null;
    }

    /// <returns>How many events follow from this happening as they are recorded; null: they do not.</returns>
    private int? Follow(int at, RunChange change)
    {
        var events = change.Batch().Events;
        if (!IsAsRecorded(events, at))
            return null;
        _now = Named(change.After, events, at);
        return events.Count;
    }

    private RunChange Change(int at)
    {
        var change = NewChange(at);
        new Happening(record, at).Tell(change, plan);
        return change;
    }

    /// <summary>It may be that the engine gave up, and not the step.</summary>
    private RunChange Abandoned(int at)
    {
        var change = NewChange(at);
        new Happening(record, at).Abandon(change);
        return change;
    }

    private RunChange NewChange(int at) =>
        new(_now, new(new(new RecordedTime(record[at].Event.OccurredAt)), redactor: null));

    private bool IsAsRecorded(IReadOnlyList<LedgerEvent> events, int at) =>
        events.Count > 0 && at + events.Count <= record.Count
        && events.Index().All(each => IsSame(each.Item, record[at + each.Index].Event));

    private static bool IsSame(LedgerEvent made, LedgerEvent recorded) =>
        made.EventName == recorded.EventName && Shown(made) == Shown(recorded);

    /// <summary>What must agree: all but ids and times, and what steps wrote, by which nothing is decided.</summary>
    private static string Shown(LedgerEvent item) => ReplayItems.Told(item) is { } told
        ? $"{item.EventName} {JsonSerializer.Serialize(Timeless(told), EngineJson.Default.StepTold)}"
        : $"{item.EventName} {ReplayItems.Text(item, "name")} {ReplayItems.Error(item)?.Code}";

    private static StepTold Timeless(StepTold told) => told with { DueAt = null, Log = null };

    /// <summary>Steps that began are called what they were called.</summary>
    private RunSnapshot Named(RunSnapshot after, IReadOnlyList<LedgerEvent> events, int at)
    {
        var names = events.Index().Where(each => each.Item.StepId is not null).DistinctBy(each => each.Item.StepId)
            .ToDictionary(each => each.Item.StepId ?? Guid.Empty, each => record[at + each.Index].Event.StepId);
        return after with
        {
            Steps = [.. after.Steps.Select(step => step with
            {
                StepId = names.GetValueOrDefault(step.StepId) ?? step.StepId,
            })],
        };
    }

    private ReplayDifference Differs(int at, IReadOnlyList<LedgerEvent> events)
    {
        var from = events.Index().FirstOrDefault(
            each => at + each.Index >= record.Count || !IsSame(each.Item, record[at + each.Index].Event));
        var place = Math.Min(at + from.Index, record.Count - 1);
        return new(
            record[place].Position,
            at + from.Index < record.Count ? Shown(record[place].Event) : "nothing more",
            from.Item is { } made ? Shown(made) : "nothing");
    }

    private ReplayDifference? EndDiffers()
    {
        var (kept, made) = (End(recorded), End(_now.Run));
        var isSame = kept == made && (recorded.Outputs, _now.Run.Outputs) switch
        {
            (null, null) => true,
            ({ } before, { } now) => JsonElement.DeepEquals(before, now),
            _ => false,
        };
        return isSame
            ? null
            : new(null, $"{kept} {recorded.Outputs?.GetRawText()}", $"{made} {_now.Run.Outputs?.GetRawText()}");
    }

    private static string End(RunState run) => $"{run.Status} {run.Error?.Code} {run.CancelReason}".TrimEnd();

    /// <summary>It waits until it is told to begin.</summary>
    private static RunState Beginning(RunState run) => run with
    {
        Status = RunStatus.Created,
        Phase = RunPhase.Waiting,
        WaitingFor = "replay",
        StartedAt = null,
        CompletedAt = null,
        CountedFrom = null,
        WaitingSince = null,
        Outputs = null,
        Error = null,
        CancelReason = null,
    };
}
