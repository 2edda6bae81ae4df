using System.Text.RegularExpressions;
using Nexus.Testing;

namespace Nexus.Cli.Tests;

/// <summary>What <c>NEXUS_DEBUG</c> and <c>NEXUS_TRACE</c> show, and what they never do.</summary>
public sealed partial class TraceTests
{
    [Theory]
    [InlineData("NEXUS_DEBUG", "1", "debug: GET")]
    [InlineData("NEXUS_DEBUG", "0", null)]
    [InlineData("NEXUS_DEBUG", "off", null)]
    [InlineData("NEXUS_TRACE", "true", "trace: > GET")]
    [InlineData("NEXUS_TRACE", "False", null)]
    public async Task A_switch_has_a_word_for_off(string name, string value, string? said)
    {
        using var desk = new Desk();
        desk.Set(name, value);

        var (_, _, stderr) = await desk.RunAsync("node", "list");

        if (said is null)
            Assert.Equal("", stderr);
        else
            Assert.StartsWith(said, stderr, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_trace_shows_all_but_credentials()
    {
        using var desk = new Desk();
        desk.Set("NEXUS_TRACE", "1");
        desk.Set("NEXUS_TOKEN", "a-token-without-any-mark");

        var seen = await desk.SeeAsync("user", "add", "octocat");

        var talk = seen[seen.IndexOf("-- stderr", StringComparison.Ordinal)..];
        Assert.DoesNotContain("nxu_", talk, StringComparison.Ordinal);
        Assert.DoesNotContain("a-token", seen, StringComparison.Ordinal);
        Snapshot.Matches(Keys().Replace(Times().Replace(seen, " in TIME"), "KEY"));
    }

    [Fact]
    public async Task A_trace_leaves_streams_alone()
    {
        using var desk = new Desk();
        await desk.RepositoryAsync();
        desk.Set("NEXUS_TRACE", "1");

        var (code, stdout, _) = await desk.RunAsync("workspace", "logs", "api");

        Assert.Equal((0, "web | listening\ndb | ready\n"), (code, stdout));
    }

    [GeneratedRegex(@"(?<=Idempotency-Key: )[0-9a-f]{32}", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Keys();

    [GeneratedRegex(@" in [\d.]+ ms", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Times();
}
