using Nexus.Spec.Yaml;

namespace Nexus.Spec.Loading;

/// <summary>Everything wrong in one file, gathered while it is read.</summary>
internal sealed class Problems(string file)
{
    private const int Most = 100;

    private readonly List<ConfigProblem> _all = [];
    private int _more;

    public bool IsEmpty => _all.Count == 0;

    /// <summary>More are only counted, so their words need not be found.</summary>
    public bool IsFull => _all.Count >= Most;

    public void Add(string code, YamlValue at, string message, string hint) =>
        Add(code, at.Line, at.Column, message, hint);

    public void Add(string code, int line, int column, string message, string hint)
    {
        if (_all.Count < Most)
            _all.Add(new(file, line, column, code, message, hint));
        else
            _more++;
    }

    public IReadOnlyList<ConfigProblem> InOrder()
    {
        var ordered = _all.Distinct().OrderBy(problem => (problem.Line, problem.Column)).ToList();
        if (_more > 0)
        {
            ordered.Add(new(file, ordered[^1].Line, 1, ProblemCodes.TooMany,
                $"{_more} more problems are not shown.", "Mend the first ones."));
        }

        return ordered;
    }
}
