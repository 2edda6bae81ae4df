using System.Runtime.CompilerServices;
using System.Text;
using System.Text.RegularExpressions;
using Nexus.Contracts;

namespace Nexus.Engine.Tests.Events;

public sealed partial class EventCatalogueTests
{
    private static string Root { get; } = Find();

    [Fact]
    public void The_reference_page_is_generated_from_the_catalogue()
    {
        var page = Path.Combine(Root, "docs", "reference", "events.md");
        if (Environment.GetEnvironmentVariable("NEXUS_ACCEPT") is "1")
            File.WriteAllText(page, Page());

        Assert.Equal(Page(), File.ReadAllText(page));
    }

    [Fact]
    public void Every_event_made_in_source_is_in_the_catalogue()
    {
        var made = Directory.EnumerateFiles(Path.Combine(Root, "src"), "*.cs", SearchOption.AllDirectories)
            .SelectMany(file => Name().Matches(File.ReadAllText(file)).Select(match => match.Groups["name"].Value))
            .ToHashSet(StringComparer.Ordinal);

        Assert.DoesNotContain(made, name => !EventCatalogue.Has(name));
    }

    [Fact]
    public void Names_have_three_or_four_segments_and_are_in_order()
    {
        var names = EventCatalogue.All.Select(kind => kind.Name).ToList();

        Assert.All(names, name => Assert.InRange(name.Split('.').Length, 3, 4));
        Assert.Equal(names.Order(StringComparer.Ordinal), names);
    }

    private static string Page()
    {
        var page = new StringBuilder("""
            # Events

            Everything that happens is an event in the ledger. Every event has `event_id`, `event_name`, `occurred_at`,
            `env_id`, `actor`, `correlation_id`, `run_id`, `step_id`, `resource` and `data`; this is what `data` holds.
            Generated from `EventCatalogue` by a test: `NEXUS_ACCEPT=1` writes it anew.

            | event | meaning | data |
            |---|---|---|

            """.ReplaceLineEndings("\n"));
        foreach (var (name, meaning, data) in EventCatalogue.All)
            page.Append($"| `{name}` | {meaning} | {string.Join(", ", data.Select(field => $"`{field}`"))} |\n");
        return page.ToString();
    }

    private static string Find([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", ".."));

    [GeneratedRegex(
        """"(?<name>xyn(\.[a-z_]+){2,3})"""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Name();
}
