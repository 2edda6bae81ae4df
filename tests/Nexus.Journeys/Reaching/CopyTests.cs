using Nexus.Journeys.Installing;
using Nexus.Processes;

namespace Nexus.Journeys.Reaching;

/// <summary>README: scp, sftp, rsync and git work with a workspace as with any machine.</summary>
public sealed class CopyTests(ReadyWorkspaces ready)
{
    [Theory]
    [InlineData("process")]
    [InlineData("docker")]
    public async Task Two_hundred_megabytes_go_each_way_unchanged(string provider)
    {
        var (nexus, workspace) = await ready.OfAsync(provider);
        var options = nexus.SshOptions(workspace);
        var (sent, back) = (Path.Combine(nexus.Root, $"sent-{provider}"), Path.Combine(nexus.Root, $"back-{provider}"));
        var remote = $"dev@{workspace.Ssh.Host}:/home/dev/large";
        var sum = await nexus.ScriptAsync("head -c 200M /dev/urandom > $1; sha256sum < $1", sent);

        await nexus.RunAsync(new Argv("scp", ["-q", .. options, sent, remote]));
        var there = await nexus.SshAsync(workspace, "sha256sum < large");
        await nexus.RunAsync(new Argv("scp", ["-q", .. options, remote, back]));
        var here = await nexus.ScriptAsync("sha256sum < $1; rm $1 $2", back, sent);
        await nexus.SshAsync(workspace, "rm large");

        Assert.Equal((sum, sum), (there.Output, here));
    }

    [Theory]
    [InlineData("process")]
    [InlineData("docker")]
    public async Task Sftp_puts_lists_and_gets(string provider)
    {
        var (nexus, workspace) = await ready.OfAsync(provider);
        var directory = Directory.CreateDirectory(Path.Combine(nexus.Root, $"sftp-{provider}")).FullName;
        var batch = Path.Combine(directory, "batch");
        await nexus.ScriptAsync("echo hello > $1/up", directory);
        await File.WriteAllTextAsync(
            batch, $"put {directory}/up up\nls /home/dev/up\nget up {directory}/down\nrm up\n",
            TestContext.Current.CancellationToken);

        var shown = await nexus.RunAsync(new Argv("sftp", [
            "-q", "-b", batch, .. nexus.SshOptions(workspace), $"dev@{workspace.Ssh.Host}"]));

        Assert.Contains("/home/dev/up", shown, StringComparison.Ordinal);
        Assert.Equal("hello\n", await nexus.ScriptAsync("cat $1/down", directory));
    }

    [Theory]
    [InlineData("process")]
    [InlineData("docker")]
    public async Task Rsync_brings_a_tree_and_removes_what_is_gone(string provider)
    {
        var (nexus, workspace) = await ready.OfAsync(provider);
        var tree = Path.Combine(nexus.Root, $"tree-{provider}");
        await nexus.ScriptAsync("mkdir -p $1/a/b; echo 1 > $1/a/one; echo 2 > $1/a/b/two", tree);
        var ssh = $"ssh {string.Join(' ', nexus.SshOptions(workspace))}";
        var argv = new Argv(
            "rsync", "-a", "--delete", "-e", ssh, $"{tree}/", $"dev@{workspace.Ssh.Host}:/home/dev/tree");

        await nexus.RunAsync(argv);
        await nexus.ScriptAsync("rm $1/a/one; echo 3 > $1/a/three", tree);
        await nexus.RunAsync(argv);

        var there = await nexus.SshAsync(
            workspace, "cd tree; find . -type f | sort; cat a/b/two a/three; rm -r ~/tree");
        Assert.Equal("./a/b/two\n./a/three\n2\n3\n", there.Output);
    }

    [Theory]
    [InlineData("process")]
    [InlineData("docker")]
    public async Task A_push_into_the_clone_updates_its_files(string provider)
    {
        var (nexus, workspace) = await ready.OfAsync(provider);
        var clone = Path.Combine(nexus.Root, $"clone-{provider}");
        var url = $"dev@{workspace.Ssh.Host}:/home/dev/workspace";

        await nexus.ScriptAsync(
            """
            export GIT_SSH_COMMAND="ssh $3"
            git clone -q "$1" "$2"
            cd "$2"
            echo pushed > pushed.txt
            git add pushed.txt
            git -c user.name=n -c user.email=n@localhost commit -qm pushed
            git push -q origin HEAD
            """,
            url, clone, string.Join(' ', nexus.SshOptions(workspace)));

        var there = await nexus.SshAsync(
            workspace, "cd workspace; cat pushed.txt; git status --short; git log -1 --format=%s");
        Assert.Equal("pushed\npushed\n", there.Output);
    }
}
