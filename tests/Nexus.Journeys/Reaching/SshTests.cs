using Nexus.Journeys.Installing;
using Nexus.Processes;

namespace Nexus.Journeys.Reaching;

/// <summary>README: every SSH feature works, because the door is a plain splice to the workspace's own sshd.</summary>
public sealed class SshTests(ReadyWorkspaces ready)
{
    [Theory]
    [InlineData("process")]
    [InlineData("docker")]
    public async Task Ssh_logs_in_with_streams_and_exit_code(string provider)
    {
        var (nexus, workspace) = await ready.OfAsync(provider);

        var login = await nexus.SshAsync(workspace, "id -un; pwd; echo oops >&2; exit 7");

        Assert.Equal((7, "dev\n/home/dev\n"), (login.ExitCode, login.Output));
        Assert.EndsWith("oops\n", login.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("process")]
    [InlineData("docker")]
    public async Task The_host_key_of_the_status_is_the_one_ssh_sees(string provider)
    {
        var (nexus, workspace) = await ready.OfAsync(provider);

        var scanned = await nexus.ScriptAsync(
            "ssh-keyscan -t ed25519 -p $1 $2 2>/dev/null", $"{workspace.Ssh.Port}", workspace.Ssh.Host);

        Assert.Contains(workspace.Ssh.HostKey!.Split(' ')[1], scanned, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("process")]
    [InlineData("docker")]
    public async Task A_key_that_is_not_registered_does_not_get_in(string provider)
    {
        var (nexus, workspace) = await ready.OfAsync(provider);
        var other = Path.Combine(nexus.Root, $"other-{provider}");
        await nexus.RunAsync(new Argv("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", other));

        var login = await nexus.TryRunAsync(new Argv("ssh", [
            "-i", other, .. nexus.SshOptions(workspace)[2..], $"dev@{workspace.Ssh.Host}", "true"]));

        Assert.Equal(255, login.ExitCode);
        Assert.Contains("Permission denied (publickey)", login.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("process")]
    [InlineData("docker")]
    public async Task The_agent_is_forwarded(string provider)
    {
        var (nexus, workspace) = await ready.OfAsync(provider);

        // The agent ends with the command it was started for.
        var listed = await nexus.RunAsync(new Argv("ssh-agent", [
            "/bin/sh", "-ec", "ssh-add -q \"$1\"; shift; exec ssh -A \"$@\"", "sh", nexus.Key,
            .. nexus.SshOptions(workspace), $"dev@{workspace.Ssh.Host}", "ssh-add -L"]));

        var key = await File.ReadAllTextAsync($"{nexus.Key}.pub", TestContext.Current.CancellationToken);
        Assert.Equal(Words(key), Words(listed));
        static string Words(string key) => string.Join(' ', key.Split(' ').Take(2));
    }
}
