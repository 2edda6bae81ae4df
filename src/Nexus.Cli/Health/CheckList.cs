using Nexus.Cli.Talk;

namespace Nexus.Cli.Health;

/// <summary>What was looked at, for people.</summary>
internal static class CheckList
{
    public static void Show(Output output, IReadOnlyList<Check> checks)
    {
        var width = checks.Max(check => check.Name.Length);
        foreach (var check in checks)
        {
            var word = Words.Of(check.Verdict).PadRight(4);
            var painted = check.Verdict switch
            {
                Verdict.Ok => output.ResultPaint.Green(word),
                Verdict.Warn => output.ResultPaint.Yellow(word),
                _ => output.ResultPaint.Red(word),
            };
            output.Result($"{painted}  {check.Name.PadRight(width)}  {check.Finding}");
            if (check.Next is { } next)
                output.Result($"      {new string(' ', width)}  -> {next}");
        }
    }
}
