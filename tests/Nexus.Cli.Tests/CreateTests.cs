using Nexus.Processes;
using Nexus.Testing;

namespace Nexus.Cli.Tests;

/// <summary>Where the files of a new workspace come from.</summary>
public sealed class CreateTests
{
    [Fact]
    public async Task From_a_url_the_server_is_told_the_url()
    {
        using var desk = new Desk();

        Snapshot.Matches(await desk.SeeAsync(
            "workspace", "create", "api", "--repo", "o/api", "--branch", "next", "--provider", "docker",
            "--remote", "node1"));
        Assert.Contains(desk.Server.Heard, heard => heard.StartsWith(
            "POST /api/v1/users/register {\"github_username\":null,\"github_id\":null,"
            + "\"ssh_pubkey\":\"ssh-ed25519 AAAAC3Nza person@desk\"", StringComparison.Ordinal));
        Assert.Contains(
            "POST /api/v1/workspaces/create {\"start\":true,\"github_username\":null,\"workspace_name\":\"api\","
            + "\"repo\":{\"owner\":\"o\",\"name\":\"api\",\"url\":\"https://github.com/o/api.git\","
            + "\"branch\":\"next\"},\"provider\":\"docker\",\"image\":null,"
            + "\"node\":\"node1\",\"node_labels\":null,\"providers\":{},\"upload\":false}",
            desk.Server.Heard);
    }

    [Fact]
    public async Task From_a_clone_its_origin_is_cloned()
    {
        using var desk = new Desk();
        await desk.RepositoryAsync();
        await desk.GitAsync("remote", "add", "origin", "git@github.com:o/api.git");

        var (code, _, stderr) = await desk.RunAsync("workspace", "create", "api");

        Assert.Equal(0, code);
        Assert.StartsWith("source  git@github.com:o/api.git\n", stderr, StringComparison.Ordinal);
        Assert.Contains(desk.Server.Heard, heard => heard.Contains(
            "\"owner\":\"o\",\"name\":\"api\",\"url\":\"git@github.com:o/api.git\"", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("work:o/api.git")]
    [InlineData("/srv/git/api.git")]
    [InlineData("http://example.com/o/api.git")]
    public async Task From_a_clone_of_what_an_environment_may_not_reach_a_bundle_is_sent(string origin)
    {
        using var desk = new Desk();
        await desk.RepositoryAsync();
        await desk.GitAsync("remote", "add", "origin", origin);

        var (code, _, stderr) = await desk.RunAsync("workspace", "create", "api");

        Assert.True(code == 0, stderr);
        Assert.NotEmpty(desk.Server.Uploaded);
    }

    [Fact]
    public async Task From_a_directory_a_bundle_of_what_is_committed_is_sent()
    {
        using var desk = new Desk();
        await desk.RepositoryAsync();
        desk.Write("project/later.txt", "not committed");

        var (code, _, stderr) = await desk.RunAsync("workspace", "create", "api", "--source", ".");

        Assert.True(code == 0, stderr);
        Assert.Equal(["readme.txt"], await FilesAsync(desk));
    }

    [Fact]
    public async Task Dirty_sends_uncommitted_work_and_touches_nothing()
    {
        using var desk = new Desk();
        await desk.RepositoryAsync();
        desk.Write("project/later.txt", "not committed");
        desk.Write("project/secret.log", "ignored");
        desk.Write("project/.gitignore", "*.log\n");
        var before = await RepositoryFilesAsync(desk);

        var (code, _, stderr) = await desk.RunAsync("workspace", "create", "api", "--source", ".", "--dirty");

        Assert.True(code == 0, stderr);
        Assert.Equal([".gitignore", "later.txt", "readme.txt"], await FilesAsync(desk));
        Assert.Equal(before, await RepositoryFilesAsync(desk));
    }

    [Fact]
    public async Task The_repositorys_choices_hold_where_none_is_made()
    {
        using var desk = new Desk();
        await desk.RepositoryAsync();
        desk.Write(
            "project/.nexus/config.yaml",
            "provider: docker\ndocker: {image: 'debian:12', cpu: 0.5, memory: 1GB, disk: 2GB}\n"
            + "remote: {node: big-one}\nservices: {}\n");
        await desk.GitAsync("add", "-A");
        await desk.GitAsync("commit", "-qm", "config");

        await desk.RunAsync("workspace", "create", "api", "--source", ".", "--no-start");

        Assert.Contains(desk.Server.Heard, heard => heard.Contains(
            "\"provider\":\"docker\",\"image\":null,\"node\":\"big-one\",\"node_labels\":null,"
            + "\"providers\":{\"docker\":{\"image\":\"debian:12\",\"cpus\":0.5,"
            + "\"memory_bytes\":1073741824,\"disk_bytes\":2147483648}},\"upload\":true",
            StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_wrong_configuration_is_found_before_anything_is_made()
    {
        using var desk = new Desk();
        await desk.RepositoryAsync();
        desk.Write("project/.nexus/config.yaml", "servces: {}\nversion: 7\n");
        await desk.GitAsync("add", "-A");
        await desk.GitAsync("commit", "-qm", "config");

        Snapshot.Matches(await desk.SeeAsync("workspace", "create", "api", "--source", "."));
        Assert.Empty(desk.Server.Heard);
    }

    [Fact]
    public async Task Without_a_key_it_says_how_to_make_one()
    {
        using var desk = new Desk();
        File.Delete(Path.Combine(desk.Home, ".ssh", "id_ed25519.pub"));

        Snapshot.Matches(await desk.SeeAsync("workspace", "create", "api", "--repo", "o/api"));
    }

    [Fact]
    public async Task Without_the_chosen_key_it_says_how_to_make_that_and_its_directory()
    {
        using var desk = new Desk();
        desk.Set("NEXUS_SSH_KEY_PATH", $"{desk.Root}/new/dir/id");

        var (code, _, stderr) = await desk.RunAsync("workspace", "create", "api", "--repo", "o/api");

        Assert.Equal(ExitCode.Usage, code);
        Assert.Contains(
            $"'mkdir -p {desk.Root}/new/dir && ssh-keygen -t ed25519 -f {desk.Root}/new/dir/id'", stderr,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_empty_repository_cannot_be_sent()
    {
        using var desk = new Desk();
        await desk.GitAsync("init", "-q");

        var (code, _, stderr) = await desk.RunAsync("workspace", "create", "api", "--source", ".");

        Assert.Equal(ExitCode.Usage, code);
        Assert.Contains("[source.no_commits]", stderr, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_directory_then_means_the_workspace()
    {
        using var desk = new Desk();
        await desk.RepositoryAsync();
        desk.Write("project/deep/down/file", "");
        await desk.RunAsync("workspace", "create", "api", "--source", ".");
        desk.Here = "project/deep/down";

        var (code, stdout, stderr) = await desk.RunAsync("workspace", "status", "--json");

        Assert.Equal((0, ""), (code, stderr));
        Assert.Contains("\"workspace_id\":\"ws-1\"", stdout, StringComparison.Ordinal);
    }

    /// <summary>What somebody gets who clones the uploaded bundle.</summary>
    private static async Task<IEnumerable<string>> FilesAsync(Desk desk)
    {
        var bundle = Path.Combine(desk.Root, "got.bundle");
        await File.WriteAllBytesAsync(bundle, desk.Server.Uploaded);
        var clone = Path.Combine(desk.Root, "clone");
        var result = await new ProcessRunner(TimeProvider.System).RunAsync(
            new(new("git", "clone", "--quiet", bundle, clone)), TestContext.Current.CancellationToken);
        Assert.True(result.IsSuccess, result.Error);
        return new DirectoryInfo(clone).GetFiles().Select(file => file.Name).Order(StringComparer.Ordinal);
    }

    private static async Task<string> RepositoryFilesAsync(Desk desk)
    {
        var git = new DirectoryInfo(Path.Combine(desk.Project, ".git"));
        var lines = new List<string>();
        foreach (var file in git.GetFiles("*", SearchOption.AllDirectories).OrderBy(file => file.FullName))
        {
            lines.Add($"{file.FullName} {Convert.ToHexString(await File.ReadAllBytesAsync(file.FullName)).GetHashCode(
                StringComparison.Ordinal)}");
        }

        return string.Join('\n', lines);
    }
}
