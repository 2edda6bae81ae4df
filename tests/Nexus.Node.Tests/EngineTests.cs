using System.Text.Json;
using Nexus.Contracts;
using Nexus.Node.Journal;
using Nexus.Transport;
using Nexus.Transport.Control;

namespace Nexus.Node.Tests;

/// <summary>An engine that is away, hangs or comes back does not hold up the node.</summary>
public sealed class EngineTests : ProcessNodeTests
{
    private const string Id = "ws-e1";

    private string Socket => Path.Combine(Node.Root, "d.sock");

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        Node.Options = Node.Options with { Providers = ["docker", "process"], DockerSocket = Socket };
        Node.Directories.Make(Id, "docker");
    }

    [Fact(Timeout = 60_000)]
    public async Task A_hanging_engine_is_unavailable_and_the_node_joins_without_it()
    {
        using var hanging = FakeEngine.Hang(Socket);
        Node.Start();

        var session = await Server.SessionAsync(Ct);

        Assert.Contains(
            session.Hello!.Providers, view => view is { Name: "docker", IsAvailable: false, Reason: not null });
        Assert.Equal(["process"], session.Inventory!.Covered);
        Assert.Empty(session.Inventory.Environments);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_command_that_waits_for_an_engine_does_not_hold_up_the_start()
    {
        using var hanging = FakeEngine.Hang(Socket);
        Directory.CreateDirectory(Node.Options.State);
        using (var journal = CommandJournal.Open(Path.Combine(Node.Options.State, "journal")))
        {
            journal.Begin("c-1", new()
            {
                Id = "c-1",
                Verb = ControlVerbs.Destroy,
                DeadlineMs = 3_600_000,
                Body = JsonSerializer.SerializeToElement(new(Id, "docker"), TransportJson.Default.EnvironmentRequest),
            }, null);
        }

        Node.Start();

        await Server.SessionAsync(Ct);
    }

    [Fact(Timeout = 60_000)]
    public async Task An_environment_is_followed_while_its_engine_talks_nonsense()
    {
        await using var engine = await FakeEngine.StartAsync(Socket, Id);
        Node.Start();
        var session = await Server.SessionAsync(Ct);

        var told = Assert.Single(session.Inventory!.Environments);
        var report = told.Reason is null ? await session.ReportAsync(report => report.Reason is not null, Ct) : told;

        Assert.Equal((Id, true), (report.WorkspaceId, report.IsRunning));
        Assert.StartsWith("Its daemon does not answer. ", report.Reason, StringComparison.Ordinal);
    }

    [Fact(Timeout = 60_000)]
    public async Task What_could_not_be_destroyed_is_tried_again()
    {
        Server.Unknown = [Id];
        FakeSession session;
        await using (await FakeEngine.StartAsync(Socket, Id))
        {
            Node.Start();
            session = await Server.SessionAsync(Ct);
            var failure = await Assert.ThrowsAsync<NexusException>(() => session.DestroyAsync(Id, "docker", Ct));
            Assert.Equal("docker.failed", failure.Error.Code);
        }

        await using var engine = await FakeEngine.StartAsync(Socket);
        while (session.Inventory is not { Environments: [] })
        {
            session.Break();
            session = await Server.SessionAsync(Ct);
        }

        Assert.Null(Node.Directories.Find(Id));
    }

    [Fact(Timeout = 60_000)]
    public async Task An_engine_that_comes_later_is_told_with_what_it_has()
    {
        Node.Start();
        var session = await Server.SessionAsync(Ct);
        Assert.Contains(session.Hello!.Providers, view => view is { Name: "docker", IsAvailable: false });

        await using var engine = await FakeEngine.StartAsync(Socket);

        var providers = await session.ProvidersAsync(Ct);
        Assert.Contains(providers, view => view is { Name: "docker", IsAvailable: true, Version: "20.10" });
        await Server.SessionAsync(Ct);
        Assert.Equal(["docker", "process"], session.Inventory!.Covered);
        var told = Assert.Single(session.Inventory.Environments);
        Assert.Equal((Id, false, "It is gone."), (told.WorkspaceId, told.IsRunning, told.Reason));
    }
}
