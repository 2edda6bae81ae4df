using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Nexus.Engine;
using Nexus.Server.Access;
using Nexus.Workspaces.Ports;

namespace Nexus.Server.Tests;

/// <summary>docs/reference/config.md lists what state/config.json may hold, with the defaults of the code.</summary>
public sealed class SettingsPageTests
{
    private const string Begin = "<!-- server settings -->";

    [Fact]
    public void Every_setting_is_on_the_page_with_its_default()
    {
        Assembly[] slices =
            [typeof(AccessOptions).Assembly, typeof(PortOptions).Assembly, typeof(EngineOptions).Assembly];
        var settings =
            from type in slices.SelectMany(slice => slice.GetTypes())
            let section = type.GetField("Section", BindingFlags.Public | BindingFlags.Static)
            where section is { IsLiteral: true }
            from setting in Settings((string)section.GetRawConstantValue()!, Activator.CreateInstance(type)!)
            orderby setting
            select setting;

        Assert.Equal(settings, Page().Order());
    }

    private static IEnumerable<string> Settings(string prefix, object options)
    {
        foreach (var property in options.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            var key = $"{prefix}.{JsonNamingPolicy.CamelCase.ConvertName(property.Name)}";
            var value = property.GetValue(options);
            if (value is PortRange)
            {
                foreach (var inner in Settings(key, value))
                    yield return inner;
            }
            else
            {
                yield return $"{key} = {Convert.ToString(value, CultureInfo.InvariantCulture)}";
            }
        }
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
