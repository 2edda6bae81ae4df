using System.Globalization;

namespace Nexus.Journeys.Campaigns;

/// <summary>
/// The numbered files of one workspace. What was acknowledged must be there until the workspace is removed; what was
/// not may be there, whole.
/// </summary>
internal sealed class KeptFiles(string owner, string workspace)
{
    private readonly Dictionary<int, bool> _files = [];
    private int _last;

    /// <summary>A shell prints them all, each as a line of its number and text.</summary>
    public const string Print = "mkdir -p n && cd n && for f in *; do [ ! -f \"$f\" ] || echo \"$f $(cat $f)\"; done";

    public int Acknowledged => _files.Values.Count(isSure => isSure);

    /// <returns>The number of the next.</returns>
    public int Begin()
    {
        _files[++_last] = false;
        return _last;
    }

    /// <summary>A shell that writes it: a file is whole or not there.</summary>
    public string Write(int number) =>
        $"mkdir -p n && echo '{Text(number)}' >n/.{number} && mv n/.{number} n/{number}";

    public string Text(int number) => $"{owner}/{workspace}/{number}";

    public void Acknowledge(int number) => _files[number] = true;

    /// <summary>The workspace was removed.</summary>
    public void Forget() => _files.Clear();

    /// <param name="printed">What <see cref="Print"/> printed.</param>
    /// <returns>What is lost, torn or somebody else's.</returns>
    public IEnumerable<string> Compare(string printed)
    {
        var found = new Dictionary<int, string>();
        foreach (var words in printed.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => l.Split(' ', 2)))
        {
            if (int.TryParse(words[0], CultureInfo.InvariantCulture, out var number))
                found[number] = words[^1];
        }

        foreach (var (number, isSure) in _files)
        {
            if (isSure && !found.ContainsKey(number))
                yield return $"{Text(number)} is lost";
        }

        foreach (var (number, text) in found)
        {
            if (text != Text(number) || !_files.ContainsKey(number))
                yield return $"{owner}/{workspace} has '{text}' as {number}";
        }
    }
}
