using Nexus.Contracts;
using Nexus.Journeys.Campaigns;
using Nexus.Journeys.Installing;
using Nexus.Journeys.Killing;
using Nexus.Processes;

namespace Nexus.Journeys.BadDays;

/// <summary>An engine that goes takes its containers with it; back, it has them again.</summary>
public sealed class EngineAwayTests
{
    [Fact]
    public async Task What_an_engine_that_went_took_with_it_is_told_and_up_brings_it_back_as_it_was()
    {
        Installation.Require("docker");
        await using var own = await OwnEngine.StartAsync(Environment.GetEnvironmentVariable("NEXUS_TEST_DOCKER")!);
        await using var nexus = await Installation.StartAsync("docker", docker: own.Host);
        var before = await MakeAsync(nexus);

        var engine = await DockerEngine.StopAsync(own.Host);
        Assert.NotNull(engine);
        WorkspaceView away;
        try
        {
            away = await nexus.UntilAsync("away", view => view.Error is not null, Look.Patience);
        }
        finally
        {
            await engine.StartAsync(nexus);
        }

        Assert.NotNull(away.Error?.Hint);
        Assert.All(away.Services.Values, service => Assert.NotEqual(ServiceState.Healthy, service.Status));
        await nexus.NexusAsync("workspace", "up", "away");
        var after = await nexus.StatusAsync("away");
        Assert.Equal(WorkspaceState.Ready, after.Status);
        Assert.Equal(before.Ssh, after.Ssh);
        Assert.Equal("mine\n", await nexus.NexusAsync("workspace", "exec", "away", "--", "cat", "kept"));
        var containers = await nexus.RunAsync(new Argv("docker", "ps", "-a", "--format", "{{.Names}}"));
        Assert.Equal(Victims.ContainerOf(before), containers.Trim());
    }

    [Fact]
    public async Task What_could_not_be_brought_up_without_its_engine_is_ready_again_without_a_command()
    {
        Installation.Require("docker");
        await using var own = await OwnEngine.StartAsync(Environment.GetEnvironmentVariable("NEXUS_TEST_DOCKER")!);
        await using var nexus = await Installation.StartAsync("docker", docker: own.Host);
        var before = await MakeAsync(nexus);

        var engine = await DockerEngine.StopAsync(own.Host);
        Assert.NotNull(engine);
        ProcessResult up;
        WorkspaceView failed;
        try
        {
            await nexus.UntilAsync("away", view => view.Error is not null, Look.Patience);
            up = await nexus.TryNexusAsync("workspace", "up", "away");
            failed = await nexus.StatusAsync("away");
        }
        finally
        {
            await engine.StartAsync(nexus);
        }

        Assert.Equal((4, WorkspaceState.Error, "docker.unreachable"), (up.ExitCode, failed.Status, failed.Error?.Code));
        var after = await nexus.UntilAsync("away", view => view.Status is WorkspaceState.Ready, 2 * Look.Patience);
        Assert.Equal(before.Ssh, after.Ssh);
        Assert.Equal("mine\n", await nexus.NexusAsync("workspace", "exec", "away", "--", "cat", "kept"));
        var told = await nexus.NexusAsync("event", "list", "--json");
        Assert.Contains(" answers again.", told, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_node_whose_engine_was_never_there_is_told_of_with_its_reason()
    {
        await using var nexus = await Installation.StartAsync("process", docker: "unix:///nowhere/docker.sock");

        var created = await nexus.TryNexusAsync("workspace", "create", "early", "--provider", "docker");

        Assert.Equal(4, created.ExitCode);
        Assert.Contains("here: docker: The Docker Engine does not answer", created.Error, StringComparison.Ordinal);
    }

    /// <summary>A workspace called away, with something kept in it.</summary>
    private static async Task<WorkspaceView> MakeAsync(Installation nexus)
    {
        var repository = await nexus.MakeRepositoryAsync();
        await nexus.NexusAsync("workspace", "create", "away", "--source", repository, "--provider", "docker");
        await nexus.NexusAsync("workspace", "exec", "away", "echo mine >kept");
        return await nexus.StatusAsync("away");
    }
}
