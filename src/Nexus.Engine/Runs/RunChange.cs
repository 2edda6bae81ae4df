using System.Text.Json;
using Nexus.Platform;
using Nexus.Platform.Ledger;

namespace Nexus.Engine.Runs;

/// <summary>A change of one run being put together: states, and the events that tell of it.</summary>
internal sealed class RunChange(RunSnapshot before, TimeProvider clock, bool isNew = false)
{
    private readonly List<StepState> _steps = [.. before.Steps];
    private readonly HashSet<Guid> _changedSteps = [];
    private readonly List<LedgerEvent> _events = [];
    private bool _isRunChanged = isNew;

    public DateTimeOffset Now { get; } = clock.GetUtcNow();

    public RunState Run { get; private set; } = before.Run;

    public IReadOnlyList<StepState> Steps => _steps;

    public StepState Current => _steps[^1];

    public RunSnapshot After => new(Run, _steps);

    public void Change(RunState run)
    {
        Run = _isRunChanged ? run : run with { Version = before.Run.Version + 1 };
        _isRunChanged = true;
    }

    public void Begin(string name)
    {
        var step = new StepState
        {
            StepId = Ids.New(clock),
            Name = name,
            Status = Contracts.StepStatus.Running,
            Phase = Contracts.StepPhase.Running,
            StartedAt = Now,
        };
        _steps.Add(step);
        _changedSteps.Add(step.StepId);
        Tell("xyn.step.started", step, EventData.Of(("name", name), ("attempt", 1)));
    }

    public void Change(StepState step)
    {
        var index = _steps.FindIndex(known => known.StepId == step.StepId);
        _steps[index] = _changedSteps.Add(step.StepId) ? step with { Version = step.Version + 1 } : step;
    }

    public void Tell(string name, JsonElement data) => _events.Add(Event(name, data));

    public void Tell(string name, StepState step, JsonElement data) =>
        _events.Add(Event(name, data) with { StepId = step.StepId });

    public LedgerBatch Batch(Redactor redactor)
    {
        var rows = new List<StateRow>(_changedSteps.Count + 1);
        if (_isRunChanged)
            rows.Add(RunRows.Row(Run, redactor));
        foreach (var step in _steps)
        {
            if (_changedSteps.Contains(step.StepId))
                rows.Add(RunRows.Row(Run, step, redactor));
        }

        return new(_events, rows);
    }

    private LedgerEvent Event(string name, JsonElement data) => new()
    {
        EventId = Ids.New(clock),
        EventName = name,
        OccurredAt = Now,
        Actor = Run.Actor,
        CorrelationId = Run.CorrelationId,
        RunId = Run.RunId,
        Resource = Run.Resource,
        OwnerId = Run.OwnerId,
        OwnerOrgId = Run.OwnerOrgId,
        Layer = Run.Layer,
        Data = data,
    };
}
