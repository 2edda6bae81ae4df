namespace Nexus.Bench.Growth;

/// <summary>What was measured on one home, in several rounds.</summary>
internal sealed class Figures
{
    private readonly Dictionary<string, List<double>> _values = new(StringComparer.Ordinal);

    /// <summary>In the order in which they came first.</summary>
    public IEnumerable<string> Names => _values.Keys;

    public void Add(string name, double value)
    {
        if (!_values.TryGetValue(name, out var values))
            _values[name] = values = [];
        values.Add(value);
    }

    public double Median(string name) => At(name, 0.5);

    public double At(string name, double share)
    {
        var values = _values[name].Order().ToList();
        return values[(int)((values.Count - 1) * share)];
    }
}
