using System.Text;
using Nexus.Contracts;
using Nexus.Transport;
using Nexus.Transport.Channels;
using Nexus.Transport.Workspaced;

namespace Nexus.Workspaced.Tests;

public sealed class DaemonTests : SandboxTests
{
    [Fact]
    public async Task Another_workspace_is_refused()
    {
        var error = await Assert.ThrowsAsync<NexusException>(() => Workspace.OpenAsync(
            Verbs.Dial, new DialRequest(1), TransportJson.Default.DialRequest, workspace: "ws-other"));

        Assert.Equal("workspaced.wrong_workspace", error.Error.Code);
    }

    [Theory]
    [InlineData("fly", "workspaced.unknown_verb")]
    [InlineData(Verbs.Exec, "workspaced.bad_request")]
    [InlineData(Verbs.Start, "workspaced.not_configured")]
    public async Task What_cannot_be_done_is_refused_with_a_reason(string verb, string code)
    {
        var error = await Assert.ThrowsAsync<NexusException>(() => Workspace.OpenAsync(verb));

        Assert.Equal(code, error.Error.Code);
    }

    [Fact]
    public async Task Rubbish_and_silence_do_not_disturb_the_others()
    {
        await using var silent = await Workspace.ConnectAsync();
        await using (var rubbish = await Workspace.ConnectAsync())
            await rubbish.WriteAsync("GET / HTTP/1.1\r\n\r\n"u8.ToArray(), Ct);

        Assert.False((await Workspace.HelloAsync()).IsSetUp);
    }

    [Fact]
    public async Task Connections_are_bounded_and_free_again_when_closed()
    {
        var held = new List<SocketChannel>();
        NexusException? refusal = null;
        while (refusal is null && held.Count < 300)
        {
            try
            {
                held.Add(await Workspace.OpenAsync(Verbs.Watch));
            }
            catch (NexusException e)
            {
                refusal = e;
            }
        }

        foreach (var channel in held)
            await channel.DisposeAsync();

        Assert.Equal("workspaced.busy", refusal?.Error.Code);
        Assert.InRange(held.Count, 200, 256);
        await Workspace.EventuallyAsync("echo free", "free\n");
    }

    [Fact]
    public async Task A_dialled_port_is_reached_on_both_loopback_addresses()
    {
        await Workspace.ExecAsync("""
            for host in 127.0.0.1 ::1; do
              port=$((6000 + ${#host}))
              setsid python3 -m http.server --bind $host $port >/dev/null 2>&1 &
              while ! python3 -c "import socket; socket.create_connection(('$host', $port))" 2>/dev/null; do :; done
            done
            """);

        Assert.StartsWith("HTTP/1.0 200", await GetAsync(6009), StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.0 200", await GetAsync(6003), StringComparison.Ordinal);
        var error = await Assert.ThrowsAsync<NexusException>(() => GetAsync(6999));
        Assert.Equal("service.nothing_listens", error.Error.Code);
    }

    [Fact]
    public async Task Hooks_run_as_dev_in_the_repository_and_are_logged()
    {
        await Workspace.ConfigureAsync("""
            services: {}
            lifecycle:
              pre_start: |
                #!/usr/bin/env python3
                import os, sys
                print(os.getcwd(), os.getuid() > 0)
                sys.exit(3)
              post_start: "echo plain $0 >&2"
              pre_stop: "echo stopping; exit 4"
            """);

        var script = await HookAsync("pre_start");
        var plain = await HookAsync("post_start");
        var last = await HookAsync("pre_stop");
        await Workspace.ConfigureAsync("services: {}\n");
        var absent = await HookAsync("pre_stop");

        Assert.Equal(new ExecOutcome(3, "/home/dev/workspace True\n", ""), script);
        Assert.Equal(new ExecOutcome(0, "", "plain /bin/sh\n"), plain);
        Assert.Equal(new ExecOutcome(4, "stopping\n", ""), last);
        Assert.Equal(new ExecOutcome(0, "", ""), absent);
        var log = await File.ReadAllTextAsync(Path.Combine(Workspace.Directory, "state", "logs", "nexus.log"), Ct);
        Assert.Contains("plain /bin/sh", log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_hook_ends_when_nobody_waits_for_it_any_more()
    {
        await Workspace.ConfigureAsync("lifecycle: {pre_stop: 'touch ~/began; sleep 987; touch ~/ended'}\n");
        await using (await Workspace.OpenAsync(
            Verbs.Hook, new HookRequest("pre_stop"), TransportJson.Default.HookRequest))
        {
            await Workspace.EventuallyAsync("cd ~; ls began", "began\n");
        }

        await Workspace.EventuallyAsync("pgrep -cf '[s]leep 987'; ls ~", "0\nbegan\nworkspace\n");
    }

    [Fact]
    public async Task A_bad_configuration_tells_every_problem()
    {
        var error = await Assert.ThrowsAsync<NexusException>(() => Workspace.ConfigureAsync("""
            services:
              web: {comand: "x", port: 99999}
            """));

        Assert.Equal("config.invalid", error.Error.Code);
        Assert.Contains("\"line\":2", error.Error.Details?["problems"] ?? "", StringComparison.Ordinal);
    }

    private async Task<ExecOutcome> HookAsync(string name)
    {
        await using var channel = await Workspace.OpenAsync(
            Verbs.Hook, new HookRequest(name), TransportJson.Default.HookRequest);
        using var frames = new FrameChannel(channel);
        return await frames.FinishAsync();
    }

    private async Task<string> GetAsync(int port)
    {
        await using var channel = await Workspace.OpenAsync(
            Verbs.Dial, new DialRequest(port), TransportJson.Default.DialRequest);
        await channel.WriteAsync("GET / HTTP/1.0\r\n\r\n"u8.ToArray(), Ct);
        await channel.CompleteWritesAsync(Ct);
        var answer = new byte[64];
        var read = await channel.ReadAsync(answer, Ct);
        return Encoding.ASCII.GetString(answer, 0, read);
    }
}
