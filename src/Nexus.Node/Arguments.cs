namespace Nexus.Node;

/// <summary>The command line cannot be understood; the message says what and where.</summary>
internal sealed class UsageException(string message) : Exception(message);

/// <summary>A command line: words, then options with values, then switches.</summary>
internal sealed class Arguments
{
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);
    private readonly HashSet<string> _switches = new(StringComparer.Ordinal);

    private Arguments(IReadOnlyList<string> words) => Words = words;

    public IReadOnlyList<string> Words { get; }

    /// <exception cref="UsageException">An option is unknown, given twice or lacks its value.</exception>
    public static Arguments Parse(
        IReadOnlyList<string> line, IReadOnlyCollection<string> options, IReadOnlyCollection<string> switches)
    {
        var words = new List<string>();
        var arguments = new Arguments(words);
        var (valued, bare) = (options.ToHashSet(StringComparer.Ordinal), switches.ToHashSet(StringComparer.Ordinal));
        for (var i = 0; i < line.Count; i++)
        {
            var (name, value) = Split(line[i]);
            if (!name.StartsWith('-'))
                words.Add(name);
            else if (bare.Contains(name) && value is null)
                arguments._switches.Add(name);
            else if (!valued.Contains(name))
                throw new UsageException($"Unknown option '{name}'.");
            else if (value is null && i + 1 == line.Count)
                throw new UsageException($"{name} needs a value.");
            else if (!arguments._values.TryAdd(name, value ?? line[++i]))
                throw new UsageException($"{name} is given twice.");
        }

        return arguments;
    }

    private static (string Name, string? Value) Split(string word) =>
        word.StartsWith("--", StringComparison.Ordinal) && word.Split('=', 2) is [var name, var value]
            ? (name, value)
            : (word, null);

    public string? Value(string option) => _values.GetValueOrDefault(option);

    public bool Has(string name) => _switches.Contains(name);
}
