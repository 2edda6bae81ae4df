namespace Nexus.Cli.Tests;

/// <summary>What is refused on this machine, before a server hears of it.</summary>
public sealed class RefusedTests
{
    [Fact]
    public async Task A_shallow_clone_cannot_be_sent()
    {
        using var desk = new Desk();
        await desk.RepositoryAsync();
        await desk.GitAsync("commit", "--allow-empty", "-qm", "second");
        await desk.GitAsync("clone", "-q", "--depth", "1", $"file://{desk.Project}", $"{desk.Root}/shallow");

        var (code, _, stderr) = await desk.RunAsync("workspace", "create", "api", "--source", "../shallow");

        Assert.Equal(ExitCode.Usage, code);
        Assert.Contains("[source.shallow]", stderr, StringComparison.Ordinal);
        Assert.Contains("hint: ", stderr, StringComparison.Ordinal);
        Assert.Empty(desk.Server.Heard);
    }

    [Theory]
    [InlineData("n", "user", "revoke", "octocat")]
    [InlineData("", "workspace", "rm", "api")]
    public async Task What_was_not_confirmed_is_not_done(string answer, params string[] command)
    {
        using var desk = new Desk { Answer = answer };

        var (code, _, stderr) = await desk.RunAsync(command);

        Assert.NotEqual(ExitCode.Ok, code);
        Assert.Contains("[request.not_confirmed]", stderr, StringComparison.Ordinal);
        Assert.DoesNotContain(desk.Server.Heard, heard => !heard.StartsWith("GET ", StringComparison.Ordinal));
    }
}
