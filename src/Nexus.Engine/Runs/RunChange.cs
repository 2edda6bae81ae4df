using System.Runtime.InteropServices;
using System.Text.Json;
using Nexus.Platform;
using Nexus.Platform.Ledger;

namespace Nexus.Engine.Runs;

/// <summary>A change of one run being put together: its state, and the events that tell of it.</summary>
internal sealed class RunChange(RunSnapshot before, RunScribe scribe, bool isNew = false)
{
    private readonly List<StepState> _steps = [.. before.Steps];
    private readonly List<LedgerEvent> _events = [];
    private bool _isRunChanged = isNew;

    public DateTimeOffset Now { get; } = scribe.Time.Now;

    /// <summary>See <see cref="RunTime.Steady"/>.</summary>
    public DateTimeOffset Steady => scribe.Time.Steady;

    public RunState Run { get; private set; } = before.Run;

    public IReadOnlyList<StepState> Steps => _steps;

    /// <summary>Null before the first step.</summary>
    public StepState? Current => _steps.Count > 0 ? _steps[^1] : null;

    public RunSnapshot After => new(Run, _steps);

    public void Change(RunState run)
    {
        Run = run with
        {
            Version = _isRunChanged ? run.Version : before.Run.Version + 1,
            Error = run.Error == Run.Error ? Run.Error : scribe.Clean(run.Error, run.OwnerId),
            CancelReason = run.CancelReason == Run.CancelReason
                ? Run.CancelReason
                : scribe.Clean(run.CancelReason, run.OwnerId),
        };
        _isRunChanged = true;
    }

    public void Begin(string name) => Begin(StepHistory.Started, new() { Name = name, Attempt = 1 });

    /// <param name="eventName">How it begins; a step may end with that.</param>
    /// <param name="told">Of the event.</param>
    public StepState Begin(string eventName, StepTold told)
    {
        var (known, data) = scribe.Write(told, Run.OwnerId);
        var step = StepHistory.Next(
            StepHistory.Begun(Ids.New(scribe.Time.Clock), known, Now), eventName, known, Now);
        _steps.Add(step);
        Add(eventName, step.StepId, data);
        return step;
    }

    public StepState? Find(string name) =>
        _steps.Find(step => string.Equals(step.Name, name, StringComparison.Ordinal));

    /// <summary>What happened to a step makes of it what its event says.</summary>
    public void Tell(string name, StepState step, StepTold told)
    {
        var (known, data) = scribe.Write(told, Run.OwnerId);
        var index = _steps.FindLastIndex(other => other.StepId == step.StepId);
        _steps[index] = StepHistory.Next(_steps[index], name, known, Now);
        Add(name, step.StepId, data);
    }

    public void Tell(string name, JsonElement data) =>
        Add(name, stepId: null, JsonMarshal.GetRawUtf8Value(data).ToArray());

    public LedgerBatch Batch() => new(_events, _isRunChanged ? [RunRows.Row(Run)] : []);

    private void Add(string name, Guid? stepId, byte[] data) => _events.Add(new()
    {
        EventId = Ids.New(scribe.Time.Clock),
        EventName = name,
        OccurredAt = Now,
        Actor = Run.Actor,
        CorrelationId = Run.CorrelationId,
        RunId = Run.RunId,
        StepId = stepId,
        Resource = Run.Resource,
        OwnerId = Run.OwnerId,
        OwnerOrgId = Run.OwnerOrgId,
        Layer = Run.Layer,
        WrittenData = data,
    });
}
