using Nexus.Contracts;
using Nexus.Journeys.Installing;
using Nexus.Processes;
using Nexus.Testing;

namespace Nexus.Journeys.BadDays;

/// <summary>README: on a node whose disk is full it is said so; what runs goes on, and nothing is stuck.</summary>
public sealed class FullDiskTests : IDisposable
{
    private readonly SmallDisk? _disk = SmallDisk.TryMake(megabytes: 64);

    public void Dispose() => _disk?.Dispose();

    [Fact]
    public async Task What_runs_goes_on_what_is_wanted_is_refused_with_the_reason_and_with_room_it_is_done()
    {
        Assert.SkipWhen(_disk is null, "this user may not mount");
        await using var nexus = await Installation.StartAsync("process", nodeState: _disk.File("n"));
        var repository = await nexus.MakeRepositoryAsync();
        await nexus.NexusAsync("workspace", "create", "first", "--source", repository, "--provider", "process");

        _disk.Fill();
        var write = await nexus.TryNexusAsync("workspace", "exec", "first", "--", "sh", "-c", "yes >more");
        var refused = await nexus.TryNexusAsync(
            "workspace", "create", "second", "--source", repository, "--provider", "process");
        var running = await nexus.StatusAsync("first");

        Assert.Contains("No space left on device", write.Error, StringComparison.Ordinal);
        Assert.Contains("node.disk_full", refused.Error, StringComparison.Ordinal);
        Assert.Contains("hint: Free space on the node", refused.Error, StringComparison.Ordinal);
        Assert.Equal(WorkspaceState.Ready, running.Status);
        Assert.All(running.Services.Values, service => Assert.Equal(ServiceState.Healthy, service.Status));

        await nexus.NexusAsync("workspace", "rm", "second", "--yes", "--force");
        _disk.Free();
        await nexus.NexusAsync("workspace", "exec", "first", "--", "rm", "-f", "more");
        await nexus.NexusAsync("workspace", "create", "second", "--source", repository, "--provider", "process");
    }

    [Fact]
    public async Task A_workspace_can_be_removed_to_make_room()
    {
        Assert.SkipWhen(_disk is null, "this user may not mount");
        await using var nexus = await Installation.StartAsync("process", nodeState: _disk.File("n"));
        var repository = await nexus.MakeRepositoryAsync();
        await nexus.NexusAsync("workspace", "create", "first", "--source", repository, "--provider", "process");
        var workspace = await nexus.StatusAsync("first");
        _disk.Fill();

        await nexus.NexusAsync("workspace", "rm", "first", "--yes", "--force");

        await nexus.LeavesNothingOfAsync(workspace);
    }

    [Fact]
    public async Task A_source_that_does_not_fit_is_told_and_with_room_up_goes_on()
    {
        Assert.SkipWhen(_disk is null, "this user may not mount");
        await using var nexus = await Installation.StartAsync("process", nodeState: _disk.File("n"));
        var repository = await nexus.MakeRepositoryAsync();
        await nexus.ScriptAsync(
            "cd $1; head -c 40M /dev/urandom >large; git add -A; "
            + "git -c user.name=n -c user.email=n@localhost commit -qm large", repository);

        var refused = await nexus.TryNexusAsync(
            "workspace", "create", "large", "--source", repository, "--provider", "process");
        var failed = await nexus.StatusAsync("large");

        Assert.NotEqual(0, refused.ExitCode);
        Assert.Equal((WorkspaceState.Error, "source.disk_full"), (failed.Status, failed.Error?.Code));
        Assert.Contains("nexus workspace up large", failed.Error?.Hint, StringComparison.Ordinal);
        await nexus.RunAsync(new Argv("mount", "-o", "remount,size=256m", _disk.Path));
        await nexus.NexusAsync("workspace", "up", "large");
        Assert.Equal(WorkspaceState.Ready, (await nexus.StatusAsync("large")).Status);
    }
}
