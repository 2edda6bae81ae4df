namespace Nexus.Bench.Workspace;

/// <summary>Percentiles of what was measured.</summary>
internal sealed class Samples
{
    private readonly List<double> _values = [];

    public double P50 => At(0.50);

    public double P95 => At(0.95);

    public double P99 => At(0.99);

    public int Count => _values.Count;

    public void Add(double value) => _values.Add(value);

    private double At(double share)
    {
        var sorted = _values.Order().ToList();
        return sorted[(int)Math.Round((sorted.Count - 1) * share)];
    }
}
