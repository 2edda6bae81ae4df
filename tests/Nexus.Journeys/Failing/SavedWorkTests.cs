using Nexus.Journeys.Installing;

namespace Nexus.Journeys.Failing;

/// <summary>README: rm never takes work that is nowhere else, unless it must.</summary>
public sealed class SavedWorkTests(ReadyWorkspaces ready)
{
    [Theory]
    [InlineData("process")]
    [InlineData("docker")]
    public async Task Rm_refuses_while_work_would_be_lost_and_force_takes_it(string provider)
    {
        var (nexus, _) = await ready.OfAsync(provider);
        var name = $"work-{provider}";
        var repository = await nexus.MakeRepositoryAsync(name);
        await nexus.NexusAsync("workspace", "create", name, "--source", repository, "--provider", provider);
        var workspace = await nexus.StatusAsync(name);
        await nexus.NexusAsync(
            "workspace", "exec", name, "--", "sh", "-c", "echo new > new.txt; echo more >> README.md");

        var refused = await nexus.TryNexusAsync("workspace", "rm", name, "--yes");
        Assert.Equal(3, refused.ExitCode);
        Assert.Contains("workspace.unsaved_work", refused.Error, StringComparison.Ordinal);
        Assert.Contains("1 changed and 1 untracked", refused.Error, StringComparison.Ordinal);

        await nexus.NexusAsync("workspace", "down", name);
        var still = await nexus.TryNexusAsync("workspace", "rm", name, "--yes");
        Assert.Contains("workspace.unsaved_work", still.Error, StringComparison.Ordinal);
        Assert.NotNull((await nexus.StatusAsync(name)).Error);

        await nexus.NexusAsync("workspace", "rm", name, "--yes", "--force");
        await nexus.LeavesNothingOfAsync(workspace);
    }
}
