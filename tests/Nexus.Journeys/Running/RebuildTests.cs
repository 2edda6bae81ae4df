using Nexus.Contracts;
using Nexus.Journeys.Installing;
using Nexus.Journeys.Killing;
using Nexus.Processes;

namespace Nexus.Journeys.Running;

/// <summary>README: a new environment from the configuration as it is now, around the same home.</summary>
public sealed class RebuildTests(ReadyWorkspaces ready)
{
    [Theory]
    [InlineData("process")]
    [InlineData("docker")]
    public async Task Home_ports_and_host_key_stay_the_rest_is_new_and_as_configured_now(string provider)
    {
        var (nexus, _) = await ready.OfAsync(provider);
        var name = $"rebuild-{provider}";
        var repository = await nexus.MakeRepositoryAsync(name);
        await nexus.NexusAsync("workspace", "create", name, "--source", repository, "--provider", provider);
        var before = await nexus.StatusAsync(name);
        await nexus.SshAsync(before, "echo mine >workspace/kept; sudo -n touch /etc/gone || touch /etc/gone");
        var section = $"providers: {{{provider}: {{memory: 300MB}}}}";
        await nexus.NexusAsync("workspace", "exec", name, $"echo '{section}' >>.nexus/config.yaml");
        await nexus.NexusAsync("workspace", "restart", name);
        Assert.Equal("workspace.other_environment", (await nexus.StatusAsync(name)).Warning?.Code);

        await nexus.NexusAsync("workspace", "rebuild", name);
        var after = await nexus.StatusAsync(name);
        var seen = await nexus.SshAsync(after, "cat workspace/kept; ls /etc/gone");

        Assert.Equal(WorkspaceState.Ready, after.Status);
        Assert.Contains(after.Warning?.Code, new[] { null, "environment.unbounded" });
        Assert.Equal((before.WorkspaceId, before.Ssh), (after.WorkspaceId, after.Ssh));
        Assert.Equal(before.Services["web"].MappedPort, after.Services["web"].MappedPort);
        Assert.Equal((2, "mine\n"), (seen.ExitCode, seen.Output));
        if (provider is "docker")
        {
            var memory = await nexus.RunAsync(
                new Argv("docker", "inspect", "-f", "{{.HostConfig.Memory}}", Victims.ContainerOf(after)));
            Assert.Equal($"{300L << 20}", memory.Trim());
        }

        await nexus.NexusAsync("workspace", "rm", name, "--yes", "--force");
        await nexus.LeavesNothingOfAsync(after);
    }

    [Theory]
    [InlineData("process")]
    [InlineData("docker")]
    public async Task One_that_is_down_comes_up_anew(string provider)
    {
        var (nexus, _) = await ready.OfAsync(provider);
        var name = $"anew-{provider}";
        var repository = await nexus.MakeRepositoryAsync(name);
        await nexus.NexusAsync("workspace", "create", name, "--source", repository, "--provider", provider);
        await nexus.NexusAsync("workspace", "exec", name, "touch kept");
        await nexus.NexusAsync("workspace", "down", name);

        await nexus.NexusAsync("workspace", "rebuild", name);

        Assert.Equal(WorkspaceState.Ready, (await nexus.StatusAsync(name)).Status);
        await nexus.NexusAsync("workspace", "exec", name, "--", "ls", "kept");
        await nexus.NexusAsync("workspace", "rm", name, "--yes", "--force");
    }
}
