using Nexus.Processes;

namespace Nexus.Cli.Tests;

/// <summary>Which branch a new workspace has, and what contradicts it.</summary>
public sealed class BranchTests
{
    [Theory]
    [InlineData("next", "refs/heads/next")]
    [InlineData("theirs", "refs/heads/theirs")]
    [InlineData("main", "refs/heads/main")]
    public async Task The_branch_asked_for_is_sent_and_the_one_here_stays_checked_out(string branch, string sent)
    {
        using var desk = await RepositoryAsync();

        var (code, _, stderr) = await desk.RunAsync("workspace", "create", "api", "--source", ".", "--branch", branch);

        Assert.True(code == 0, stderr);
        Assert.StartsWith($"source  {desk.Project}, branch {branch}\n", stderr, StringComparison.Ordinal);
        Assert.Equal([branch, "HEAD", sent], await SentAsync(desk));
        Assert.Equal("main", await GitAsync(desk.Project, "symbolic-ref", "--short", "HEAD"));
    }

    [Fact]
    public async Task Without_an_origin_that_can_be_reached_it_is_sent_as_well()
    {
        using var desk = await RepositoryAsync();

        await desk.RunAsync("workspace", "create", "api", "--branch", "next");

        Assert.Equal(["next", "HEAD", "refs/heads/next"], await SentAsync(desk));
    }

    [Theory]
    [InlineData("source.branch_not_found", "--source", ".", "--branch", "nowhere")]
    [InlineData("source.not_checked_out", "--branch", "next", "--dirty")]
    [InlineData("usage", "--repo", "o/api", "--source", ".")]
    [InlineData("usage", "--repo", "o/api", "--dirty")]
    public async Task What_cannot_be_had_is_refused_before_anything_is_made(string code, params string[] options)
    {
        using var desk = await RepositoryAsync();

        var (_, _, stderr) = await desk.RunAsync(["workspace", "create", "api", .. options]);

        Assert.Contains($"[{code}]", stderr, StringComparison.Ordinal);
        Assert.Empty(desk.Server.Heard);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_configuration_is_that_of_the_branch_and_not_of_what_is_here(bool isSent)
    {
        using var desk = await RepositoryAsync();
        await desk.GitAsync("switch", "-q", "next");
        desk.Write("project/.nexus/config.yaml", "providers: {default: docker}\nservices: {}\n");
        await desk.GitAsync("add", "-A");
        await desk.GitAsync("commit", "-qm", "config");
        await desk.GitAsync("update-ref", "refs/remotes/origin/next", "refs/heads/next");
        await desk.GitAsync("switch", "-q", "main");
        desk.Write("project/.nexus/config.yaml", "servces: {}\n");
        await desk.GitAsync("remote", "add", "origin", "https://host/o/api.git");

        var (code, _, stderr) = await desk.RunAsync(
            ["workspace", "create", "api", "--branch", "next", .. isSent ? (string[])["--source", "."] : []]);

        Assert.True(code == 0, stderr);
        Assert.Contains(
            desk.Server.Heard, heard => heard.Contains("\"provider\":\"docker\"", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("next", "--source", ".")]
    [InlineData("origin/next")]
    public async Task A_configuration_that_is_wrong_in_the_branch_is_found_before_anything_is_made(
        string where, params string[] options)
    {
        using var desk = await RepositoryAsync();
        await desk.GitAsync("switch", "-q", "next");
        desk.Write("project/.nexus/config.yaml", "servces: {}\n");
        await desk.GitAsync("add", "-A");
        await desk.GitAsync("commit", "-qm", "config");
        await desk.GitAsync("update-ref", "refs/remotes/origin/next", "refs/heads/next");
        await desk.GitAsync("switch", "-q", "main");
        await desk.GitAsync("remote", "add", "origin", "https://host/o/api.git");

        var (_, _, stderr) = await desk.RunAsync(["workspace", "create", "api", "--branch", "next", .. options]);

        Assert.Contains($"  {where}:.nexus/config.yaml:1:1: 'servces' is not a key", stderr, StringComparison.Ordinal);
        Assert.Empty(desk.Server.Heard);
    }

    [Fact]
    public async Task A_branch_of_no_repository_is_refused()
    {
        using var desk = new Desk();

        var (_, _, stderr) = await desk.RunAsync("workspace", "create", "api", "--branch", "next");

        Assert.Contains("[source.not_a_repository]", stderr, StringComparison.Ordinal);
        Assert.Empty(desk.Server.Heard);
    }

    [Theory]
    [InlineData("https://u:secret@host/x.git", "Use --repo URL to clone from an address.")]
    [InlineData("file:///srv/x.git", "Use --source /srv/x.git.")]
    public async Task An_address_is_no_directory_and_the_other_option_is_named(string address, string hint)
    {
        using var desk = new Desk();

        var (code, _, stderr) = await desk.RunAsync("workspace", "create", "api", "--source", address);

        Assert.Equal(ExitCode.Usage, code);
        Assert.Contains("--source takes a directory of this machine, and", stderr, StringComparison.Ordinal);
        Assert.Contains(hint, stderr, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", stderr, StringComparison.Ordinal);
        Assert.Empty(desk.Server.Heard);
    }

    /// <summary>main is checked out, next is beside it, and theirs is only known as the origin's.</summary>
    private static async Task<Desk> RepositoryAsync()
    {
        var desk = new Desk();
        await desk.RepositoryAsync();
        foreach (var branch in (string[])["next", "theirs"])
        {
            await desk.GitAsync("switch", "-q", "-c", branch, "main");
            desk.Write($"project/{branch}.txt", branch);
            await desk.GitAsync("add", $"{branch}.txt");
            await desk.GitAsync("commit", "-qm", branch);
        }

        await desk.GitAsync("switch", "-q", "main");
        await desk.GitAsync("update-ref", "refs/remotes/origin/theirs", "refs/heads/theirs");
        await desk.GitAsync("branch", "-qD", "theirs");
        return desk;
    }

    /// <summary>What a clone of the bundle checks out, and all refs of the bundle.</summary>
    private static async Task<IEnumerable<string>> SentAsync(Desk desk)
    {
        var bundle = Path.Combine(desk.Root, "got.bundle");
        var clone = Path.Combine(desk.Root, "clone");
        await File.WriteAllBytesAsync(bundle, desk.Server.Uploaded, TestContext.Current.CancellationToken);
        await GitAsync(desk.Root, "clone", "--quiet", bundle, clone);
        var branch = await GitAsync(clone, "symbolic-ref", "--short", "HEAD");
        Assert.Equal(branch != "main", File.Exists(Path.Combine(clone, $"{branch}.txt")));
        var heads = await GitAsync(desk.Root, "bundle", "list-heads", bundle);
        return heads.Split('\n').Select(line => line.Split(' ')[1]).Prepend(branch);
    }

    private static async Task<string> GitAsync(string directory, params string[] arguments)
    {
        var result = await new ProcessRunner(TimeProvider.System).RunAsync(
            new(new("git", ["-C", directory, .. arguments])), TestContext.Current.CancellationToken);
        Assert.True(result.IsSuccess, result.Error);
        return result.Output.Trim();
    }
}
