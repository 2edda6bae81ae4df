using Nexus.Contracts;
using Nexus.Journeys.Installing;
using Nexus.Processes;

namespace Nexus.Journeys.Failing;

/// <summary>README: a rebuild that cannot be is refused first, or leads back with <c>up</c>.</summary>
public sealed class RebuildBackTests(ReadyWorkspaces ready)
{
    [Fact]
    public async Task A_missing_image_is_told_of_while_everything_runs_on()
    {
        var (nexus, _) = await ready.OfAsync("docker");
        var before = await MakeAsync(nexus, "missing", "nexus/nowhere:1");

        var rebuilt = await nexus.TryNexusAsync("workspace", "rebuild", "missing");
        var after = await nexus.StatusAsync("missing");

        Assert.NotEqual(0, rebuilt.ExitCode);
        Assert.Contains("nexus image build --name nexus/nowhere:1", rebuilt.Error, StringComparison.Ordinal);
        Assert.Equal(before.Services["web"].StartedAt, after.Services["web"].StartedAt);
        await nexus.NexusAsync("workspace", "rm", "missing", "--yes", "--force");
    }

    [Fact]
    public async Task From_an_image_that_nobody_can_enter_up_leads_back()
    {
        var (nexus, _) = await ready.OfAsync("docker");
        await nexus.ScriptAsync("tar -cf empty.tar -T /dev/null && docker import empty.tar nexus/empty:1");
        var before = await MakeAsync(nexus, "empty", "nexus/empty:1");
        await nexus.NexusAsync("workspace", "exec", "empty", "touch kept");

        var rebuilt = await nexus.TryNexusAsync("workspace", "rebuild", "empty");
        await nexus.NexusAsync("workspace", "up", "empty");

        Assert.NotEqual(0, rebuilt.ExitCode);
        var after = await nexus.StatusAsync("empty");
        Assert.Equal((WorkspaceState.Ready, before.Ssh), (after.Status, after.Ssh));
        await nexus.NexusAsync("workspace", "exec", "empty", "--", "ls", "kept");
        await nexus.NexusAsync("workspace", "rm", "empty", "--yes", "--force");
        await nexus.RunAsync(new Argv("docker", "rmi", "nexus/empty:1"));
    }

    /// <summary>Ready, and wishing for that image from now on.</summary>
    private static async Task<WorkspaceView> MakeAsync(Installation nexus, string name, string image)
    {
        var repository = await nexus.MakeRepositoryAsync(name);
        await nexus.NexusAsync("workspace", "create", name, "--source", repository, "--provider", "docker");
        await nexus.NexusAsync(
            "workspace", "exec", name, $"echo 'providers: {{docker: {{image: \"{image}\"}}}}' >>.nexus/config.yaml");
        return await nexus.StatusAsync(name);
    }
}
