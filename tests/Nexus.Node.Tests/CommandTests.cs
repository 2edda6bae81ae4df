using System.Text.Json;
using Nexus.Contracts;
using Nexus.Node.Environments;
using Nexus.Node.Journal;
using Nexus.Testing;
using Nexus.Transport;
using Nexus.Transport.Control;

namespace Nexus.Node.Tests;

/// <summary>How a node takes commands, whatever they do.</summary>
public sealed class CommandTests : ProcessNodeTests
{
    private const string Id = "ws-c1";

    [Fact(Timeout = 60_000)]
    public async Task A_command_of_an_older_server_is_refused()
    {
        Server.Epoch = 5;
        Node.Start();
        var session = await Server.SessionAsync(Ct);

        var failure = await Assert.ThrowsAsync<NexusException>(() => DestroyAsync(session, "c-1", epoch: 4));

        Assert.Equal("node.stale_epoch", failure.Error.Code);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_command_seen_again_has_its_old_answer()
    {
        Node.Start();
        var session = await Server.SessionAsync(Ct);
        var wanted = new EnsureRequest { WorkspaceId = Id, Provider = "none" };
        Task<JsonElement?> EnsureAsync() => session.AskAsync(
            ControlVerbs.Ensure, wanted, TransportJson.Default.EnsureRequest, Ct, id: "c-1");

        var first = await Assert.ThrowsAsync<NexusException>(EnsureAsync);
        var lines = File.ReadAllLines(Path.Combine(Node.Options.State, "journal")).Length;
        var second = await Assert.ThrowsAsync<NexusException>(EnsureAsync);

        Assert.Equal("provider.not_found", first.Error.Code);
        Assert.Equal(first.Error.Message, second.Error.Message);
        Assert.Equal(lines, File.ReadAllLines(Path.Combine(Node.Options.State, "journal")).Length);
    }

    /// <summary>Each of them is longer than what is left of the journal's last page.</summary>
    [Fact(Timeout = 60_000)]
    public async Task On_a_full_disk_a_removal_is_done_and_nothing_else_is_begun()
    {
        using var disk = SmallDisk.TryMake(megabytes: 4);
        Assert.SkipWhen(disk is null, "this user may not mount");
        Node.Options = Node.Options with { State = disk.File("n") };
        Node.Directories.Make(Id, "process");
        Node.Start();
        var session = await Server.SessionAsync(Ct);
        var wanted = new EnsureRequest { WorkspaceId = "ws-c2", Provider = "process" };

        disk.Fill();
        var refused = await Assert.ThrowsAsync<NexusException>(() => session.AskAsync(
            ControlVerbs.Ensure, wanted, TransportJson.Default.EnsureRequest, Ct, id: new string('e', 8192)));
        await DestroyAsync(session, new string('d', 8192), Server.Epoch);

        Assert.Equal("node.disk_full", refused.Error.Code);
        Assert.Empty(Node.Directories.All());
    }

    [Fact(Timeout = 60_000)]
    public async Task A_removal_that_a_crash_interrupted_is_finished_at_the_next_start()
    {
        Node.Directories.Make(Id, "process");
        Directory.CreateDirectory(Node.Options.State);
        using (var journal = CommandJournal.Open(Path.Combine(Node.Options.State, "journal")))
        {
            journal.Begin("c-1", new()
            {
                Id = "c-1",
                Verb = ControlVerbs.Destroy,
                DeadlineMs = 30_000,
                Body = JsonSerializer.SerializeToElement(
                    new(Id, "process"), TransportJson.Default.EnvironmentRequest),
            }, null);
        }

        Node.Start();
        var session = await Server.SessionAsync(Ct);
        await DestroyAsync(session, "c-1", Server.Epoch);

        Assert.False(Directory.Exists(Node.Directories.PathOf(Id)));
    }

    [Fact(Timeout = 60_000)]
    public async Task What_is_left_of_a_lost_environment_is_in_the_inventory()
    {
        Node.Directories.Make(Id, "process");
        Node.Start();

        var session = await Server.SessionAsync(Ct);

        var report = Assert.Single(session.Inventory!.Environments);
        Assert.False(report.IsRunning);
    }

    [Fact]
    public async Task A_newer_command_cancels_an_older_ensure()
    {
        var lanes = new WorkspaceLanes();
        var begun = new TaskCompletionSource();
        var ensure = lanes.RunAsync(Id, isSupersedable: true, async token =>
        {
            begun.SetResult();
            await Task.Delay(Timeout.Infinite, token);
            return 1;
        }, Ct);
        await begun.Task;

        var stop = await lanes.RunAsync(Id, isSupersedable: false, _ => Task.FromResult(2), Ct);

        Assert.Equal(2, stop);
        var failure = await Assert.ThrowsAsync<NexusException>(() => ensure);
        Assert.Equal("environment.superseded", failure.Error.Code);
    }

    [Fact]
    public async Task Commands_of_one_workspace_wait_for_each_other()
    {
        var lanes = new WorkspaceLanes();
        var release = new TaskCompletionSource();
        var first = lanes.RunAsync(Id, isSupersedable: false, async _ =>
        {
            await release.Task;
            return 1;
        }, Ct);

        var second = lanes.RunAsync(Id, isSupersedable: false, _ => Task.FromResult(2), Ct);
        var other = await lanes.RunAsync("ws-other", isSupersedable: false, _ => Task.FromResult(3), Ct);

        Assert.Equal(3, other);
        Assert.False(second.IsCompleted);
        release.SetResult();
        Assert.Equal((1, 2), (await first, await second));
    }

    private static Task<JsonElement?> DestroyAsync(FakeSession session, string id, long epoch) => session.AskAsync(
        ControlVerbs.Destroy, new(Id, "process"), TransportJson.Default.EnvironmentRequest, Ct, id, epoch);
}
