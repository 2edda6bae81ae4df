using System.Runtime.CompilerServices;
using Nexus.Server.Settings;

namespace Nexus.Server.Tests;

/// <summary>docs/reference/config.md lists what state/config.json may hold, with the defaults of the code.</summary>
public sealed class SettingsPageTests
{
    private const string Begin = "<!-- server settings -->";

    [Fact]
    public void Every_setting_is_on_the_page_with_its_default()
    {
        var settings = SettingBook.All.Select(setting => $"{setting.Key} = {setting.Default}").Order();

        Assert.Equal(settings, Page().Order());
    }

    /// <summary>The first and the last column; what is not in code marks is said in words.</summary>
    private static IEnumerable<string> Page([CallerFilePath] string here = "")
    {
        var page = File.ReadAllText(
            Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../../docs/reference/config.md")));
        var rows = page[page.IndexOf(Begin, StringComparison.Ordinal)..].Split('\n')
            .Where(line => line.StartsWith("| `", StringComparison.Ordinal));
        foreach (var row in rows)
        {
            var cells = row.Trim('|').Split('|').Select(cell => cell.Trim()).ToArray();
            yield return $"{cells[0].Trim('`')} = {(cells[^1].StartsWith('`') ? cells[^1].Trim('`') : "")}";
        }
    }
}
