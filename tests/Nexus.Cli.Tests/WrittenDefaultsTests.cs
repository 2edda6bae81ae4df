using Nexus.Testing;

namespace Nexus.Cli.Tests;

/// <summary>What is left out of JSON is what it is when C# leaves it out.</summary>
public sealed class WrittenDefaultsTests
{
    [Fact]
    public void A_field_that_is_left_out_is_what_its_record_says()
    {
        var all = WrittenDefaults.All(typeof(CliJson).Assembly).ToList();

        Assert.NotEmpty(all);
        Assert.Empty(all.Select(WrittenDefaults.Difference).OfType<string>());
    }
}
