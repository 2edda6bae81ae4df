using System.Collections;

namespace Nexus.Spec.Blueprints.Checking;

/// <summary>Which steps have ended before another begins.</summary>
internal sealed class StepGraph
{
    private const int MostCycles = 20;

    private readonly IReadOnlyList<BlueprintStep> _steps;
    private readonly Dictionary<string, int> _places;
    private readonly BitArray[] _upstream;

    /// <param name="steps">Each id once.</param>
    public StepGraph(IReadOnlyList<BlueprintStep> steps)
    {
        _steps = steps;
        _places = steps.Index().ToDictionary(step => step.Item.Id, step => step.Index, StringComparer.Ordinal);
        _upstream = [.. steps.Select(Needs)];
        for (var through = 0; through < steps.Count; through++)
        {
            foreach (var all in _upstream.Where(all => all[through]))
                all.Or(_upstream[through]);
        }
    }

    /// <summary>All it needs, and what those need; itself only in a circle.</summary>
    public IEnumerable<string> Upstream(BlueprintStep step) =>
        _steps.Where((_, place) => _upstream[_places[step.Id]][place]).Select(found => found.Id);

    /// <summary>Each circle once, as <c>a, b, a</c>; the first ones, when there are very many.</summary>
    public IReadOnlyList<IReadOnlyList<string>> Cycles()
    {
        var cycles = new List<IReadOnlyList<string>>();
        var done = new HashSet<string>(StringComparer.Ordinal);
        var path = new List<string>();
        foreach (var step in _steps)
            Visit(step);
        return cycles;

        void Visit(BlueprintStep step)
        {
            if (cycles.Count >= MostCycles)
                return;
            if (path.IndexOf(step.Id) is var start and >= 0)
            {
                cycles.Add([.. path[start..], step.Id]);
                return;
            }

            if (!done.Add(step.Id))
                return;
            path.Add(step.Id);
            foreach (var next in step.Needs.Where(_places.ContainsKey))
                Visit(_steps[_places[next]]);
            path.RemoveAt(path.Count - 1);
        }
    }

    private BitArray Needs(BlueprintStep step)
    {
        var needs = new BitArray(_steps.Count);
        foreach (var need in step.Needs.Where(_places.ContainsKey))
            needs[_places[need]] = true;
        return needs;
    }
}
