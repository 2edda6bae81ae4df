using Nexus.Contracts;
using Nexus.Processes;
using Nexus.Transport;
using Nexus.Transport.Channels;
using Nexus.Transport.Workspaced;

namespace Nexus.Workspaced.Tests;

public sealed class LogTests : SandboxTests
{
    [Fact]
    public async Task Following_misses_nothing_and_repeats_nothing()
    {
        await Workspace.StartAsync("""
            services:
              counter: {command: "i=0; while [ $i -lt 20000 ]; do i=$((i+1)); echo $i; done; sleep 600"}
            """);

        var lines = await FollowAsync(new LogsRequest { Service = "counter", Follow = true }, "20000");

        Assert.Equal(Enumerable.Range(1, 20000).Select(i => $"{i}"), lines);
    }

    [Fact]
    public async Task What_was_asked_on_someones_errand_is_found_by_its_id()
    {
        await using var channel = await Workspace.ConnectAsync();
        var request = new StreamRequest
        {
            Verb = Verbs.Configure,
            WorkspaceId = Sandbox.WorkspaceId,
            DeadlineMs = 10_000,
            CorrelationId = "my-errand.1",
        };

        await channel.OpenAsync(request, TimeProvider.System, Ct);

        Assert.Contains(
            await ReadAsync(new LogsRequest { Service = "nexus" }),
            line => line.Text is "configure asked, correlation my-errand.1");
    }

    [Fact]
    public async Task Logs_rotate_and_keep_the_newest()
    {
        await Workspace.StartAsync("""
            services:
              talker: {command: "head -c 12000000 /dev/zero | tr '\\0' x | fold -w 1000; echo; echo last; sleep 600"}
            """);
        await FollowAsync(new LogsRequest { Service = "talker", Follow = true }, "last");

        var lines = await ReadAsync(new LogsRequest { Service = "talker" });

        var files = new DirectoryInfo(Path.Combine(Workspace.Directory, "state", "logs")).GetFiles("talker.log*");
        Assert.InRange(files.Sum(file => file.Length), 4_000_000, 8_500_000);
        Assert.InRange(lines.Count, 3900, 8400);
        Assert.Equal("last", lines.Last(line => line.Stream is not "nexus").Text);
    }

    [Fact]
    public async Task What_was_rotated_is_still_read_after_a_restart()
    {
        await Workspace.StartAsync("""
            services:
              talker:
                command: "echo first; head -c 5000000 /dev/zero | tr '\\0' x | fold -w 999; echo; echo last; sleep 9"
            """);
        await FollowAsync(new LogsRequest { Service = "talker", Follow = true }, "last");

        await Workspace.RestartAsync(Signal.Kill);

        var lines = await ReadAsync(new LogsRequest { Service = "talker" });
        Assert.Contains(lines, line => line.Text is "first");
        Assert.Contains(lines, line => line.Text is "last");
    }

    [Fact(Timeout = 60_000)]
    public async Task A_log_that_cannot_be_rotated_does_not_end_its_service()
    {
        Directory.CreateDirectory(Path.Combine(Workspace.Directory, "state", "logs", "talker.log.1", "in the way"));
        await Workspace.StartAsync("""
            services:
              talker: {command: "head -c 5000000 /dev/zero | tr '\\0' x | fold -w 1000; touch /tmp/written; sleep 600"}
            """);

        await Workspace.ExecAsync("while [ ! -e /tmp/written ]; do sleep 0.05; done");

        await Workspace.WaitForAsync("talker", ServiceState.Healthy);
        var log = new FileInfo(Path.Combine(Workspace.Directory, "state", "logs", "talker.log"));
        Assert.InRange(log.Length, 4_000_000, 4_500_000);
    }

    [Fact]
    public async Task Tail_and_since_select_and_streams_are_told_apart()
    {
        await Workspace.StartAsync("""
            services:
              web: {command: "echo one; echo two >&2; sleep 0.3; echo three; sleep 600"}
            """);
        await FollowAsync(new LogsRequest { Service = "web", Follow = true }, "three");
        await Workspace.WaitForAsync("web", ServiceState.Healthy);
        var all = (await ReadAsync(new LogsRequest { Service = "web" }))
            .Where(line => line.Stream is not "nexus").ToList();

        var since = await ReadAsync(new LogsRequest { Service = "web", Since = all[^1].Time });
        var tail = await ReadAsync(new LogsRequest { Service = "web", Tail = 1 });

        Assert.Equal(
            ["one stdout", "three stdout", "two stderr"],
            all.Select(line => $"{line.Text} {line.Stream}").Order(StringComparer.Ordinal));
        Assert.Equal("three", since[0].Text);
        Assert.Equal("healthy", Assert.Single(tail).Text);
    }

    [Fact(Timeout = 60_000)]
    public async Task What_there_is_has_an_end_though_the_service_writes_faster_than_anybody_reads()
    {
        await Workspace.StartAsync("services: {busy: {command: \"yes hello\"}}");
        await FollowAsync(new LogsRequest { Service = "busy", Follow = true }, "hello");

        var tail = await ReadAsync(new LogsRequest { Service = "busy", Tail = 2 });
        await ReadAsync(new LogsRequest { Service = "busy" });

        Assert.InRange(tail.Count, 0, 2);
    }

    [Fact]
    public async Task A_long_line_is_cut_and_logs_outlive_the_daemon()
    {
        await Workspace.StartAsync("""
            services:
              web: {command: "head -c 40000 /dev/zero | tr '\\0' y; echo; echo end; sleep 600"}
            """);
        await FollowAsync(new LogsRequest { Service = "web", Follow = true }, "end");

        await Workspace.RestartAsync(Signal.Kill);

        var lines = await ReadAsync(new LogsRequest { Service = "web" });
        Assert.Contains(lines, line => line.Text.Length == 16 * 1024);
        Assert.Contains(lines, line => line.Text is "end");
    }

    [Fact]
    public async Task An_unknown_service_is_named_with_the_known_ones()
    {
        await Workspace.StartAsync("services: {web: {command: \"sleep 600\"}}");

        var error = await Assert.ThrowsAsync<NexusException>(() => ReadAsync(new LogsRequest { Service = "wbe" }));

        Assert.Equal("service.not_found", error.Error.Code);
        Assert.Contains("web", error.Error.Hint, StringComparison.Ordinal);
    }

    /// <summary>What the service itself wrote, until a line.</summary>
    private async Task<List<string>> FollowAsync(LogsRequest request, string last)
    {
        await using var channel = await Workspace.OpenAsync(Verbs.Logs, request, TransportJson.Default.LogsRequest);
        var lines = new List<string>();
        while (lines is [] || lines[^1] != last)
        {
            var batch = await channel.ReadAsync(TransportJson.Default.LogBatch, Ct);
            lines.AddRange(batch.Lines.Where(line => line.Stream is not "nexus").Select(line => line.Text));
        }

        return lines;
    }

    private async Task<List<LogLine>> ReadAsync(LogsRequest request)
    {
        await using var channel = await Workspace.OpenAsync(Verbs.Logs, request, TransportJson.Default.LogsRequest);
        var lines = new List<LogLine>();
        while (true)
        {
            try
            {
                lines.AddRange((await channel.ReadAsync(TransportJson.Default.LogBatch, Ct)).Lines);
            }
            catch (EndOfStreamException)
            {
                return lines;
            }
        }
    }
}
