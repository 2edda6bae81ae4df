using System.Globalization;
using System.Text.RegularExpressions;

namespace Nexus.Spec.Loading;

/// <summary>Texts as the values they mean. Null: they mean none.</summary>
internal static partial class Scalars
{
    private const int LongestName = 40;

    public static bool IsName(string text) => text.Length <= LongestName && NamePattern().IsMatch(text);

    public static bool IsVariable(string text) => VariablePattern().IsMatch(text);

    public static int? Port(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is >= 1 and <= 65535
            ? port : null;

    public static double? Cpu(string text) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var cpu)
            && cpu is >= ConfigLimits.LeastCpus and <= ConfigLimits.MostCpus ? cpu : null;

    /// <summary>Bytes; every unit is binary.</summary>
    public static long? Size(string text)
    {
        if (SizePattern().Match(text) is not { Success: true } match
            || !decimal.TryParse(
                match.Groups["n"].ValueSpan, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var n))
        {
            return null;
        }

        var shift = 10 * "KMGT".IndexOf(char.ToUpperInvariant(match.Groups["unit"].Value[0]), StringComparison.Ordinal);
        var bytes = n * 1024 * (1L << shift);
        return bytes is >= 1 and <= ConfigLimits.MostBytes ? (long)bytes : null;
    }

    public static TimeSpan? Duration(string text, int mostDays = 1)
    {
        if (text is "" || DurationPattern().Match(text) is not { Success: true } match)
            return null;
        var total = Part("h", 3_600_000m) + Part("m", 60_000m) + Part("s", 1000m) + Part("ms", 1m);
        return total > 0 && total <= mostDays * 86_400_000m ? TimeSpan.FromMilliseconds((double)total) : null;

        decimal Part(string unit, decimal milliseconds) =>
            decimal.TryParse(
                match.Groups[unit].ValueSpan, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var n)
                ? n * milliseconds : 0;
    }

    [GeneratedRegex(@"^[a-z0-9]([a-z0-9-]*[a-z0-9])?\z", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex NamePattern();

    [GeneratedRegex(@"^[A-Za-z_][A-Za-z0-9_]*\z", RegexOptions.NonBacktracking)]
    private static partial Regex VariablePattern();

    [GeneratedRegex(
        @"^(?<n>\d{1,12}(\.\d{1,6})?) ?(?<unit>[kKmMgGtT])(i?[bB])?\z",
        RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex SizePattern();

    [GeneratedRegex(
        @"^((?<h>\d{1,6})h)?((?<m>\d{1,6})m)?((?<s>\d{1,6}(\.\d{1,3})?)s)?((?<ms>\d{1,9})ms)?\z",
        RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex DurationPattern();
}
