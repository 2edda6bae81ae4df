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
        Assert.DoesNotContain(names, ReservedEvents.Has);
    }

    /// <summary>Every event that the plan of the engine names anywhere.</summary>
    [Theory]
    [InlineData("artifact", "attached")]
    [InlineData("backup", "failed")]
    [InlineData("cicd.build", "completed", "failed", "requested")]
    [InlineData("cicd.change", "ready")]
    [InlineData("cicd.deploy", "completed", "failed", "requested")]
    [InlineData("cicd.promotion", "approved", "rejected", "requested")]
    [InlineData("cicd.test", "failed", "passed", "requested")]
    [InlineData("cicd.workcell", "created", "destroyed")]
    [InlineData("docs", "completed", "failed", "requested")]
    [InlineData("draft", "promoted")]
    [InlineData("edge.config", "applied")]
    [InlineData("footprint", "recorded", "rollup.created")]
    [InlineData("impression", "recorded")]
    [InlineData("policy", "activated", "created", "deprecated", "evaluated", "updated")]
    [InlineData("pou", "created", "membership.changed", "updated")]
    [InlineData("pou", "governance.policy.updated", "treasury.policy.updated")]
    [InlineData("run", "started")]
    [InlineData("secret", "updated")]
    [InlineData("transfer", "export.completed", "export.requested", "failed", "import.completed", "import.requested")]
    public void What_was_planned_is_made_or_reserved(string domain, params string[] states) =>
        Assert.All(states, state => Assert.True(EventCatalogue.Has($"xyn.{domain}.{state}")));

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
        Rows(page, EventCatalogue.All);
        page.Append("""

            ## Reserved
            This version makes none of these itself. Blueprints (`event.emit`) and programs (`POST /events`) may, and
            blueprints can be started by them: what they say to each other has one vocabulary. The fields are what is
            expected; nothing checks them.

            | event | meaning | data |
            |---|---|---|

            """.ReplaceLineEndings("\n"));
        Rows(page, ReservedEvents.All);
        return page.ToString();
    }

    private static void Rows(StringBuilder page, IEnumerable<EventKind> kinds)
    {
        foreach (var (name, meaning, data) in kinds)
            page.Append($"| `{name}` | {meaning} | {string.Join(", ", data.Select(field => $"`{field}`"))} |\n");
    }

    private static string Find([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", ".."));

    [GeneratedRegex(
        """"(?<name>xyn(\.[a-z_]+){2,4})"""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Name();
}
