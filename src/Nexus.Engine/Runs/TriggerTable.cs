using Nexus.Platform.Ledger;

namespace Nexus.Engine.Runs;

/// <summary>Which events start which plans.</summary>
internal sealed class TriggerTable : IPlans
{
    private readonly Dictionary<string, List<PlanTrigger>> _byEvent = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Plan> _byName = new(StringComparer.Ordinal);

    public void Register(PlanTrigger trigger)
    {
        var (name, plan) = trigger;
        if (name.StartsWith("xyn.run.", StringComparison.Ordinal)
            || name.StartsWith("xyn.step.", StringComparison.Ordinal))
        {
            throw new ArgumentException($"{name} cannot start a plan: runs would start runs.", nameof(trigger));
        }

        var names = plan.Steps.Select(step => step.Name).ToHashSet(StringComparer.Ordinal);
        if (names.Count == 0 || names.Count != plan.Steps.Count)
            throw new ArgumentException($"Plan {plan.Name} needs steps, each with a name of its own.", nameof(trigger));
        if (plan.Steps.Any(each => each is { ForEach: not null, Gate: not null }))
            throw new ArgumentException($"A step of {plan.Name} has items and a gate.", nameof(trigger));
        if (Ahead(plan) is { } step)
            throw new ArgumentException($"{step} of {plan.Name} needs what is not before it.", nameof(trigger));
        if (_byName.TryGetValue(plan.Name, out var known) && !ReferenceEquals(known, plan))
            throw new ArgumentException($"There are two plans named {plan.Name}.", nameof(trigger));

        _byName[plan.Name] = plan;
        if (!_byEvent.TryGetValue(name, out var triggers))
            _byEvent[name] = triggers = [];
        triggers.Add(trigger);
    }

    /// <returns>The first step that needs one which is not before it, and might never begin; null: none.</returns>
    private static string? Ahead(Plan plan)
    {
        var before = new HashSet<string>(StringComparer.Ordinal);
        foreach (var step in plan.Steps)
        {
            if (step.Needs?.All(before.Contains) is false)
                return step.Name;
            before.Add(step.Name);
        }

        return null;
    }

    public IReadOnlyList<PlanTrigger> For(LedgerEvent item) =>
        _byEvent.TryGetValue(item.EventName, out var triggers) ? triggers : Array.Empty<PlanTrigger>();

    /// <summary>The plan of a run from before the restart; without steps when it is gone: the run fails.</summary>
    public Plan Find(string name) => _byName.GetValueOrDefault(name) ?? new(name);
}
