using System.Globalization;

namespace Nexus.Workspaced.Services;

/// <summary>What an exit code says to people, with what else is known of the end.</summary>
internal static class ExitReason
{
    /// <summary>128 and signal 9.</summary>
    public const int Killed = FirstSignal + 9;

    private const int NotFound = 127;
    private const int FirstSignal = 128;

    /// <summary>How shells and loaders end the line that names what they did not find.</summary>
    private static readonly string[] NotFoundEndings =
        [": command not found", ": not found", ": No such file or directory"];

    /// <param name="code">Exit code, or 128 + signal.</param>
    /// <param name="tail">The last lines it printed.</param>
    /// <param name="ranOutOfMemory">
    /// The kernel killed it for lack of memory or, when it ended by itself, another process of the environment shortly
    /// before; null: nobody knows.
    /// </param>
    public static string Of(int code, string tail, bool? ranOutOfMemory) => code switch
    {
        Killed => ranOutOfMemory switch
        {
            true => "was killed for lack of memory",
            false => "was killed (signal 9)",
            null => "was killed (signal 9), perhaps for lack of memory",
        },
        > FirstSignal => string.Create(CultureInfo.InvariantCulture, $"was ended by signal {code - FirstSignal}"),
        NotFound when Missing(tail) is { } program => $"command not found: {program}",
        _ => string.Create(CultureInfo.InvariantCulture, $"exited with code {code}")
            + (code is not 0 && ranOutOfMemory is true
                ? "; shortly before, another process of the workspace was killed for lack of memory"
                : ""),
    };

    /// <returns>Of <c>sh: 1: vite: not found</c> the <c>vite</c>.</returns>
    private static string? Missing(string tail)
    {
        foreach (var line in Enumerable.Reverse(tail.Split('\n')))
        {
            var text = line.TrimEnd();
            if (NotFoundEndings.FirstOrDefault(end => text.EndsWith(end, StringComparison.Ordinal)) is not { } ending)
                continue;
            var program = text[..^ending.Length];
            program = program[(program.LastIndexOf(": ", StringComparison.Ordinal) + 1)..].Trim(' ', '\'', '‘', '’');
            if (program.Length > 0)
                return program;
        }

        return null;
    }
}
