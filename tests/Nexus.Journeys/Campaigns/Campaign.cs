using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace Nexus.Journeys.Campaigns;

/// <summary>
/// A long proof. A small version of it is one of the tests; <c>./test --campaign NAME</c> runs the whole and writes
/// docs/reference/campaigns/NAME.md.
/// </summary>
internal static class Campaign
{
    /// <summary>NEXUS_SEED looks for more; a failure names it.</summary>
    public static int Seed { get; } = int.Parse(
        Environment.GetEnvironmentVariable("NEXUS_SEED") ?? "20260117", CultureInfo.InvariantCulture);

    public static bool IsWhole(string name) => Environment.GetEnvironmentVariable("NEXUS_CAMPAIGN") == name;

    /// <summary>How long the whole one is; NEXUS_MINUTES makes it another.</summary>
    public static TimeSpan Whole(int minutes) => TimeSpan.FromMinutes(Number("NEXUS_MINUTES", minutes));

    /// <summary>How often the whole one does its thing; NEXUS_ROUNDS makes it another.</summary>
    public static int Rounds(int rounds) => Number("NEXUS_ROUNDS", rounds);

    /// <summary>Its page is the last whole campaign.</summary>
    public static Task ReportAsync(string name, StringBuilder page) => File.WriteAllTextAsync(
        Path.Combine(Pages(), $"{name}.md"), page.ToString(), TestContext.Current.CancellationToken);

    /// <summary>Text with values as every culture writes them.</summary>
    public static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static int Number(string variable, int number) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } other
            ? int.Parse(other, CultureInfo.InvariantCulture)
            : number;

    private static string Pages([CallerFilePath] string here = "")
    {
        var directory = Path.GetFullPath(
            Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "..", "docs", "reference", "campaigns"));
        return Directory.CreateDirectory(directory).FullName;
    }
}
