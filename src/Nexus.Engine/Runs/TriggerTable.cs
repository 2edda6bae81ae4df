using System.Collections.Frozen;
using Nexus.Platform.Ledger;

namespace Nexus.Engine.Runs;

/// <summary>Which events start which plans. Readers see one state of it or the next, never a part.</summary>
internal sealed class TriggerTable : IPlans
{
    private readonly Lock _changing = new();
    private readonly List<PlanTrigger> _builtIn = [];
    private readonly List<Plan> _untriggered = [];
    private readonly SortedDictionary<string, IReadOnlyList<PlanTrigger>> _later = new(StringComparer.Ordinal);
    private volatile Snapshot _now = Snapshot.Of([], []);

    /// <summary>
    /// Finds plans that no trigger has any more, for the runs that began with them; set before the engine starts.
    /// </summary>
    public Func<string, CancellationToken, Task<Plan?>>? Revisions { get; set; }

    /// <summary>A plan that no event starts; set before the engine starts, whose runs find it by its name.</summary>
    public void Know(Plan plan)
    {
        lock (_changing)
        {
            _untriggered.Add(plan);
            Publish();
        }
    }

    public void Register(PlanTrigger trigger)
    {
        Check(trigger);
        lock (_changing)
        {
            var plan = trigger.Plan;
            if (_now.ByName.TryGetValue(plan.Name, out var known) && !ReferenceEquals(known, plan))
                throw new ArgumentException($"There are two plans named {plan.Name}.", nameof(trigger));
            _builtIn.Add(trigger);
            Publish();
        }
    }

    /// <summary>All triggers of one source, in place of those it had; none takes it out.</summary>
    public void Replace(string source, IReadOnlyList<PlanTrigger> triggers) => Replace([(source, triggers)]);

    /// <summary>Several at once.</summary>
    public void Replace(IEnumerable<(string Source, IReadOnlyList<PlanTrigger> Triggers)> all)
    {
        lock (_changing)
        {
            foreach (var (source, triggers) in all)
            {
                foreach (var trigger in triggers)
                    Check(trigger);
                _later.Remove(source);
                if (triggers.Count > 0)
                    _later.Add(source, triggers);
            }

            Publish();
        }
    }

    public IReadOnlyList<PlanTrigger> For(LedgerEvent item) =>
        _now.ByEvent.TryGetValue(item.EventName, out var triggers) ? triggers : [];

    /// <summary>The plan of a run from before the restart; without steps when it is gone: the run fails.</summary>
    public async Task<Plan> FindAsync(string name, CancellationToken cancellationToken) =>
        _now.ByName.GetValueOrDefault(name)
        ?? (Revisions is { } revisions ? await revisions(name, cancellationToken) : null)
        ?? new(name);

    private static void Check(PlanTrigger trigger)
    {
        var (name, plan) = trigger;
        if (name.StartsWith("xyn.run.", StringComparison.Ordinal)
            || name.StartsWith("xyn.step.", StringComparison.Ordinal))
        {
            throw new ArgumentException($"{name} cannot start a plan: runs would start runs.", nameof(trigger));
        }

        var all = plan.Steps.Concat(plan.OnFailure).ToList();
        var names = all.Select(step => step.Name).ToHashSet(StringComparer.Ordinal);
        if (plan.Steps.Count == 0 || names.Count != all.Count)
            throw new ArgumentException($"Plan {plan.Name} needs steps, each with a name of its own.", nameof(trigger));
        if (all.Any(each => each is { ForEach: not null, Gate: not null }))
            throw new ArgumentException($"A step of {plan.Name} has items and a gate.", nameof(trigger));
        if (plan.OnFailure.Any(each => each.CompensateAsync is not null))
            throw new ArgumentException($"{plan.Name} undoes what is done for its failure.", nameof(trigger));
        if ((Ahead(plan.Steps) ?? Ahead(plan.OnFailure)) is { } step)
            throw new ArgumentException($"{step} of {plan.Name} needs what is not before it.", nameof(trigger));
    }

    /// <returns>The first step that needs one which is not before it, and might never begin; null: none.</returns>
    private static string? Ahead(IReadOnlyList<Step> steps)
    {
        var before = new HashSet<string>(StringComparer.Ordinal);
        foreach (var step in steps)
        {
            if (step.Needs?.All(before.Contains) is false)
                return step.Name;
            before.Add(step.Name);
        }

        return null;
    }

    private void Publish() =>
        _now = Snapshot.Of([.. _builtIn, .. _later.Values.SelectMany(triggers => triggers)], _untriggered);

    private sealed record Snapshot(
        FrozenDictionary<string, PlanTrigger[]> ByEvent, FrozenDictionary<string, Plan> ByName)
    {
        public static Snapshot Of(IReadOnlyList<PlanTrigger> triggers, IReadOnlyList<Plan> others) => new(
            triggers.GroupBy(trigger => trigger.EventName, StringComparer.Ordinal)
                .ToFrozenDictionary(group => group.Key, group => group.ToArray(), StringComparer.Ordinal),
            triggers.Select(trigger => trigger.Plan).Concat(others)
                .DistinctBy(plan => plan.Name, StringComparer.Ordinal)
                .ToFrozenDictionary(plan => plan.Name, StringComparer.Ordinal));
    }
}
