namespace Nexus.Cli.Workspaces;

/// <summary>The words after <c>exec</c>, cut where the person cut them.</summary>
/// <param name="Workspace">Known for certain, by <c>NAME --</c>.</param>
/// <param name="IsForHere"><c>--</c> came first: no workspace is named.</param>
/// <param name="Run">The rest; its first word may still be the workspace when neither is known.</param>
internal sealed record ExecWords(string? Workspace, bool IsForHere, IReadOnlyList<string> Run)
{
    private const string Marker = "--";

    public static ExecWords Of(string[] words) => words switch
    {
        [Marker, .. var run] => new(null, true, run),
        [var name, Marker, .. var run] => new(name, false, run),
        _ => new(null, false, words),
    };

    /// <summary>
    /// Puts a marker before the first word that is no option of ours, so that the parser leaves alone what follows.
    /// </summary>
    public static IReadOnlyList<string> Protect(IReadOnlyList<string> arguments)
    {
        if (arguments is not ["workspace", "exec", ..])
            return arguments;
        var first = 2;
        while (first < arguments.Count && arguments[first] is ['-', _, ..] and not Marker)
            first++;
        return [.. arguments.Take(first), Marker, .. arguments.Skip(first)];
    }
}
