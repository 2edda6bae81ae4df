using Nexus.Cli.Sources;

namespace Nexus.Cli.Tests;

public sealed class SourceUrlTests
{
    [Theory]
    [InlineData("https://me:pw@host/a.git", "https://***@host/a.git")]
    [InlineData("https://token@host/a.git", "https://***@host/a.git")]
    [InlineData("https://me:p@/w@host/a.git", "https://***@host/a.git")]
    [InlineData("ssh://me:pw@host/a.git", "ssh://***@host/a.git")]
    [InlineData("ssh://git@host:22/a.git", "ssh://git@host:22/a.git")]
    [InlineData("git@host:o/a.git", "git@host:o/a.git")]
    [InlineData("https://host/@o/a.git", "https://host/@o/a.git")]
    [InlineData("https://host", "https://host")]
    public void A_password_is_not_shown(string url, string shown) => Assert.Equal(shown, SourceUrl.Shown(url));

    [Fact]
    public async Task A_refused_url_with_a_password_is_not_printed_either()
    {
        using var desk = new Desk();

        var (_, stdout, stderr) = await desk.RunAsync("workspace", "create", "api", "--repo", "https://u:hidden@h/o/a");

        Assert.Contains("source  https://***@h/o/a", stderr, StringComparison.Ordinal);
        Assert.DoesNotContain("hidden", stdout + stderr, StringComparison.Ordinal);
    }
}
