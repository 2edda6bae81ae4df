namespace Nexus.Cli.Tests;

/// <summary>A new workspace knows where its repository came from, and no password of that.</summary>
public sealed class OriginTests
{
    [Fact]
    public async Task A_password_in_the_origin_stays_here()
    {
        using var desk = new Desk();
        await desk.RepositoryAsync();
        await desk.GitAsync("remote", "add", "origin", "https://me:hunter2@example.com/o/api.git");

        var (_, _, stderr) = await desk.RunAsync("workspace", "create", "api");

        Assert.StartsWith("source  https://example.com/o/api.git\n", stderr, StringComparison.Ordinal);
        Assert.DoesNotContain(desk.Server.Heard, heard => heard.Contains("hunter2", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("git@github.com:o/api.git", "git@github.com:o/api.git")]
    [InlineData("https://me:hunter2@example.com/o/api.git", "https://example.com/o/api.git")]
    [InlineData("ssh://me:hunter2@example.com/o/api.git", null)]
    [InlineData("/srv/git/api.git", null)]
    public async Task A_bundle_goes_with_its_origin_but_no_password(string origin, string? told)
    {
        using var desk = new Desk();
        await desk.RepositoryAsync();
        await desk.GitAsync("remote", "add", "origin", origin);

        await desk.RunAsync("workspace", "create", "api", "--source", ".");

        Assert.NotEmpty(desk.Server.Uploaded);
        var expected = told is null
            ? "\"repo\":null,"
            : $"\"repo\":{{\"owner\":\"o\",\"name\":\"api\",\"url\":\"{told}\",\"branch\":null}},";
        Assert.Contains(desk.Server.Heard, heard => heard.Contains(expected, StringComparison.Ordinal));
        Assert.DoesNotContain(desk.Server.Heard, heard => heard.Contains("hunter2", StringComparison.Ordinal));
    }
}
