using Nexus.Contracts;
using Nexus.Processes;
using Nexus.Transport;
using Nexus.Transport.Workspaced;

namespace Nexus.Workspaced.Tests;

/// <summary>The real client and the real server, through the daemon's socket.</summary>
public abstract class SshTests(bool isRoot) : SandboxTests(isRoot)
{
    private readonly ProcessRunner _processes = new(TimeProvider.System);

    [Fact]
    public async Task A_key_logs_in_and_the_setup_variables_are_there()
    {
        await SetUpAsync(await NewKeyAsync("key"));

        var result = await SshAsync("key", "id -un; echo $FRUIT; exit 9");

        Assert.Equal((9, "dev\nred apple\n"), (result.ExitCode, result.Output));
    }

    [Fact]
    public async Task Another_key_is_refused_and_keys_are_replaced_at_once()
    {
        var first = await NewKeyAsync("first");
        var second = await NewKeyAsync("second");
        await SetUpAsync(first);
        Assert.Equal(255, (await SshAsync("second", "true")).ExitCode);

        await (await Workspace.OpenAsync(Verbs.Keys, new KeysRequest([second]), TransportJson.Default.KeysRequest))
            .DisposeAsync();

        Assert.Equal(0, (await SshAsync("second", "true")).ExitCode);
        Assert.Equal(255, (await SshAsync("first", "true")).ExitCode);
    }

    [Fact]
    public async Task The_sessions_of_a_removed_key_end()
    {
        await SetUpAsync(await NewKeyAsync("key"));
        var session = SshAsync("key", "echo in > ~/in; sleep 600");
        await Workspace.EventuallyAsync("cat ~/in", "in\n");

        await RemoveKeysAsync();

        Assert.Equal(255, (await session.WaitAsync(TimeSpan.FromSeconds(10), Ct)).ExitCode);
    }

    [Fact]
    public async Task Who_is_just_being_let_in_when_the_key_goes_is_out_too()
    {
        var key = await NewKeyAsync("key");
        await SetUpAsync(key);
        // As if it had been looked up a moment before: this file lets it in all the time.
        await Workspace.ExecAsync(
            $"umask 077; mkdir -p ~/.ssh; chmod go-w ~; echo '{key}' >~/.ssh/authorized_keys");

        var cut = await SshAsync("key", "sleep 600", RemoveKeysAsync).WaitAsync(TimeSpan.FromSeconds(60), Ct);
        var later = await SshAsync("key", "true");

        Assert.Equal((255, 0), (cut.ExitCode, later.ExitCode));
    }

    [Fact]
    public async Task A_terminal_works_and_much_data_arrives_whole()
    {
        await SetUpAsync(await NewKeyAsync("key"));

        var terminal = await SshAsync("key", "tty", "-tt");
        var sum = await SshAsync("key", "head -c 50000000 /dev/zero | md5sum");
        var data = await SshAsync("key", "head -c 700000 /dev/zero | tr '\\0' z");

        Assert.StartsWith("/dev/pts/", terminal.Output, StringComparison.Ordinal);
        Assert.Equal(0, sum.ExitCode);
        Assert.Equal(700_000, data.Output.Length);
    }

    [Fact]
    public async Task A_given_host_key_is_used_and_survives()
    {
        var reply = await SetUpAsync(await NewKeyAsync("key"));
        await Workspace.RestartAsync();

        Assert.False((await Workspace.HelloAsync()).IsSetUp);
        var again = await SetUpAsync(await NewKeyAsync("other"), reply.HostKey);
        Assert.Equal(reply.HostPublicKey, again.HostPublicKey);
        Assert.Equal("dev", again.User);
    }

    [Fact]
    public async Task Before_setup_it_is_refused_with_the_reason()
    {
        var error = await Assert.ThrowsAsync<NexusException>(() => Workspace.OpenAsync(Verbs.Ssh));

        Assert.Equal("ssh.not_set_up", error.Error.Code);
    }

    private Task<SetupReply> SetUpAsync(string publicKey, string? hostKey = null) => Workspace.SetupAsync(new(
        "workspace-test", hostKey, [publicKey], new Dictionary<string, string> { ["FRUIT"] = "red apple" }));

    private async Task<string> NewKeyAsync(string name)
    {
        var path = Path.Combine(Workspace.Directory, name);
        await _processes.RunAsync(new(new Argv("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", path)), Ct);
        return (await File.ReadAllTextAsync($"{path}.pub", Ct)).Trim();
    }

    private async Task RemoveKeysAsync() =>
        await (await Workspace.OpenAsync(Verbs.Keys, new KeysRequest([]), TransportJson.Default.KeysRequest))
            .DisposeAsync();

    private Task<ProcessResult> SshAsync(string key, string command, params string[] options) =>
        SshAsync(key, command, onGreeted: null, options);

    private async Task<ProcessResult> SshAsync(
        string key, string command, Func<Task>? onGreeted, params string[] options)
    {
        await using var door = await SshDoor.OpenAsync(Workspace, onGreeted);
        return await _processes.RunAsync(
            new(new Argv("ssh",
            [
                "-F", "none", "-i", Path.Combine(Workspace.Directory, key), "-o", "IdentitiesOnly=yes",
                "-o", "BatchMode=yes",
                "-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null", .. options,
                "-p", $"{door.Port}", "dev@127.0.0.1", command,
            ])),
            Ct);
    }
}

/// <summary>As in a container.</summary>
public sealed class SshWithRootTests() : SshTests(isRoot: true);

/// <summary>As in the sandbox of the process provider: no root anywhere.</summary>
public sealed class SshWithoutRootTests() : SshTests(isRoot: false);
