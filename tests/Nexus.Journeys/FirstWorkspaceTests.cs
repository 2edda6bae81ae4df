using Nexus.Contracts;
using Nexus.Journeys.Installing;

namespace Nexus.Journeys;

/// <summary>README: one command turns a repository into a ready workspace, and plain ssh logs in.</summary>
public sealed class FirstWorkspaceTests
{
    [Theory]
    [InlineData("process")]
    [InlineData("docker")]
    public async Task From_a_repository_to_ready_to_nothing_left(string provider)
    {
        await using var nexus = await Installation.StartAsync(provider);
        var repository = await nexus.MakeRepositoryAsync();

        await nexus.NexusAsync("workspace", "create", "demo", "--source", repository, "--provider", provider);

        var ready = await nexus.StatusAsync("demo");
        Assert.Equal((WorkspaceState.Ready, provider), (ready.Status, ready.Provider));
        Assert.All(ready.Services.Values, service => Assert.Equal(ServiceState.Healthy, service.Status));
        var login = await nexus.SshAsync(ready, "whoami; cat ~/workspace/README.md");
        Assert.StartsWith("dev\n# hello", login.Output, StringComparison.Ordinal);

        await nexus.NexusAsync("workspace", "down", "demo");
        Assert.Equal(WorkspaceState.Stopped, (await nexus.StatusAsync("demo")).Status);
        await nexus.NexusAsync("workspace", "up", "demo");
        var again = await nexus.StatusAsync("demo");
        Assert.Equal(
            (WorkspaceState.Ready, ready.Ssh.HostKey, ready.Ssh.Port),
            (again.Status, again.Ssh.HostKey, again.Ssh.Port));
        Assert.Equal(ready.Services["web"].MappedPort, again.Services["web"].MappedPort);

        await nexus.NexusAsync("workspace", "rm", "demo", "--yes");
        await nexus.LeavesNothingOfAsync(ready);
    }
}
