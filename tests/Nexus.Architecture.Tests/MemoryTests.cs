using System.Xml.Linq;

namespace Nexus.Architecture.Tests;

/// <summary>
/// What stays in memory stays small on every machine: the collector's own choice follows the processor's caches.
/// </summary>
public sealed class MemoryTests
{
    [Theory]
    [InlineData("Nexus.Node")]
    [InlineData("Nexus.Workspaced")]
    public void A_native_program_that_stays_bounds_its_youngest_generation(string project)
    {
        foreach (var bound in new[] { "NexusGen0Size", "NexusGen0MaxBudget" })
            Assert.Single(XDocument.Load(Repository.PathOf(project, $"{project}.csproj")).Descendants(bound));
    }

    [Theory]
    [InlineData("Nexus.Cli")]
    [InlineData("Nexus.Node")]
    [InlineData("Nexus.Workspaced")]
    public void A_native_program_has_no_setting_that_its_runtime_ignores(string project) =>
        Assert.DoesNotContain(
            Repository.Items(project, "RuntimeHostConfigurationOption"),
            option => option.StartsWith("System.GC.Gen0", StringComparison.Ordinal));
}
