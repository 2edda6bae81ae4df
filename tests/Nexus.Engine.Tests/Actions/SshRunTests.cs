using Nexus.Engine.Actions;
using Nexus.Engine.Actions.Ssh;

namespace Nexus.Engine.Tests.Actions;

/// <summary><c>ssh.run</c> against a real sshd.</summary>
public sealed class SshRunTests : IAsyncLifetime
{
    private SshDesk _desk = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _desk = await SshDesk.OpenAsync();

    public ValueTask DisposeAsync() => _desk.DisposeAsync();

    [Fact]
    public async Task A_command_is_one_text_for_the_shell_there()
    {
        var outputs = await _desk.RunAsync("""
            {"cmd": "printf 'a  b\\n'; echo \"$((1 + 1))\" -- $0 >&2; cat"}
            """, cancellationToken: Ct);

        Assert.Equal("a  b\n", outputs.GetProperty("stdout").GetString());
        Assert.StartsWith("2 -- ", outputs.GetProperty("stderr").GetString());
        Assert.Equal((0, false),
            (outputs.GetProperty("exit_code").GetInt32(), outputs.GetProperty("is_truncated").GetBoolean()));
    }

    [Fact]
    public async Task An_exit_code_is_a_failure_unless_it_is_expected()
    {
        var refused = await _desk.RefusedAsync("""{"cmd": "echo out; echo err >&2; exit 3"}""");
        var expected = await _desk.RunAsync("""{"cmd": "exit 3", "expect": [0, 3]}""", cancellationToken: Ct);

        Assert.Equal(("ssh.exit_code", "3", "out\n", "err\n"),
            (refused.Code, refused.Details!["exit_code"], refused.Details["stdout"], refused.Details["stderr"]));
        Assert.Equal(3, expected.GetProperty("exit_code").GetInt32());
    }

    [Fact]
    public async Task What_is_more_than_is_kept_is_cut_and_marked()
    {
        var outputs = await _desk.RunAsync(
            """{"cmd": "yes | head -c 3000000", "max_output": 10}""", cancellationToken: Ct);
        var whole = await _desk.RunAsync("""{"cmd": "yes | head -c 10", "max_output": 10}""", cancellationToken: Ct);

        Assert.Equal(("y\ny\ny\ny\ny\n", true),
            (outputs.GetProperty("stdout").GetString(), outputs.GetProperty("is_truncated").GetBoolean()));
        Assert.False(whole.GetProperty("is_truncated").GetBoolean());
    }

    [Fact]
    public async Task The_host_must_show_the_key_that_is_known_of_it()
    {
        var ran = Path.Combine(_desk.Server.Directory, "ran");

        foreach (var knownHosts in new[] { _desk.Server.WrongKnownHosts, "other.example ssh-ed25519 AAAA" })
        {
            var refused = await _desk.RefusedAsync(
                $$"""{"cmd": "touch {{ran}}", "known_hosts": "{{knownHosts.TrimEnd()}}"}""");
            Assert.Equal("ssh.unknown_host", refused.Code);
        }

        Assert.Equal("ssh.no_known_hosts", (await _desk.RefusedAsync("""{"known_hosts": null}""")).Code);
        Assert.False(File.Exists(ran));
    }

    [Fact]
    public async Task Known_hosts_may_be_a_secret_or_the_servers()
    {
        var file = Path.Combine(_desk.Server.Directory, "known");
        await File.WriteAllTextAsync(file, _desk.Server.KnownHosts, Ct);

        await _desk.RunAsync("""{"known_hosts": {"$secret": "user/me/hosts"}}""", cancellationToken: Ct);
        await _desk.RunAsync(
            """{"known_hosts": null}""", options: new SshOptions { KnownHostsFile = file }, cancellationToken: Ct);
    }

    [Theory]
    [InlineData("""{"key": null}""", false)]
    [InlineData("""{"user": null, "host": "USER@127.0.0.1", "key": null}""", false)]
    [InlineData("""{"user": null}""", true)]
    public async Task What_a_step_leaves_out_the_server_has(string changes, bool isUsual)
    {
        var outputs = await _desk.RunAsync(
            changes.Replace("USER", SshServer.User, StringComparison.Ordinal),
            options: new SshOptions { User = isUsual ? SshServer.User : "nobody-else" }, cancellationToken: Ct);

        Assert.Equal(0, outputs.GetProperty("exit_code").GetInt32());
    }

    [Theory]
    [InlineData("relative", null, "user/me/ssh", "ssh.knownHostsFile")]
    [InlineData(null, "-l", "user/me/ssh", "ssh.user")]
    [InlineData(null, null, "ssh", "ssh.keyPath")]
    public void Settings_that_cannot_be_are_told(string? hosts, string? user, string key, string setting) =>
        Assert.Contains(
            setting, Assert.Single(new SshOptionsValidator().Validate(
                null, new() { KnownHostsFile = hosts, User = user, KeyPath = key }).Failures!));

    [Theory]
    [InlineData("""{"host": "root@127.0.0.1", "user": "other"}""", "ssh.bad_call")]
    [InlineData("""{"host": "@127.0.0.1", "user": null}""", "ssh.bad_call")]
    [InlineData("""{"key": {"$secret": "user/me/other"}}""", "ssh.refused")]
    [InlineData("""{"user": "no-such-user"}""", "ssh.refused")]
    [InlineData("""{"port": 1, "known_hosts": "x y z"}""", "ssh.failed")]
    [InlineData("""{"host": "no-such-host.invalid"}""", "ssh.failed")]
    [InlineData("""{"host": "169.254.169.254"}""", "http.blocked")]
    [InlineData("""{"host": "-oProxyCommand=touch /tmp/x"}""", "ssh.bad_call")]
    [InlineData("""{"host": "a b"}""", "ssh.bad_call")]
    [InlineData("""{"user": "-l"}""", "ssh.bad_call")]
    [InlineData("""{"port": 70000}""", "ssh.bad_call")]
    [InlineData("""{"cmd": ""}""", "ssh.bad_call")]
    [InlineData("""{"key": "plain to read"}""", "ssh.bad_call")]
    [InlineData("""{"key": {"$secret": "user/u1/none"}}""", "secret.not_found")]
    [InlineData("""{"expect": [255]}""", "ssh.bad_call")]
    [InlineData("""{"connect_timeout": "1h"}""", "ssh.bad_call")]
    [InlineData("""{"max_output": 262145}""", "ssh.bad_call")]
    public async Task What_does_not_work_says_why(string changes, string code) =>
        Assert.Equal(code, (await _desk.RefusedAsync(changes)).Code);

    [Fact]
    public async Task The_machines_own_loopback_is_for_administrators() =>
        Assert.Equal("http.blocked", (await _desk.RefusedAsync("{}", SshDesk.User)).Code);

    [Fact]
    public async Task Cancelled_it_ends_and_leaves_no_process_and_no_key()
    {
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var began = Path.Combine(_desk.Server.Directory, "began");
        var running = _desk.RunAsync($$"""{"cmd": "touch {{began}}; sleep 600"}""", cancellationToken: cancel.Token);
        while (!File.Exists(began))
            await Task.Delay(10, Ct);

        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        Assert.DoesNotContain(
            Directory.EnumerateDirectories("/proc").Where(path => char.IsAsciiDigit(path[^1])).Select(CommandOf),
            line => line.StartsWith("ssh\0", StringComparison.Ordinal)
                && line.Contains($"-p\0{_desk.Server.Port}\0", StringComparison.Ordinal));
    }

    [Fact]
    public void A_key_has_no_name_while_it_is_read()
    {
        using var file = UnnamedFile.Of("the key");

        Assert.Equal("the key", File.ReadAllText(file.Path));
        Assert.EndsWith("(deleted)", new FileInfo(file.Path).LinkTarget);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file.Path));
    }

    private static string CommandOf(string process)
    {
        try
        {
            return File.ReadAllText(Path.Combine(process, "cmdline"));
        }
        catch (IOException)
        {
            return "";
        }
    }
}
