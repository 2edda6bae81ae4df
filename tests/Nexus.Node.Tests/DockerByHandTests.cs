using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Nexus.Contracts;
using Nexus.Node.Environments;
using Nexus.Node.Providers.Docker;
using Nexus.Processes;

namespace Nexus.Node.Tests;

/// <summary>Containers of a real engine that somebody renamed or copied: never two on one home.</summary>
public sealed class DockerByHandTests : IAsyncLifetime
{
    private readonly string _node = $"node-{Path.GetRandomFileName()[..8]}";
    private readonly string _id = $"ws-{Path.GetRandomFileName()[..8]}";
    private readonly ProcessRunner _processes = new(TimeProvider.System);
    private string _root = "";
    private DockerEngine? _engine;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private EnvironmentDirectories Directories => new(_root);

    private string Name => EnvironmentName.Of(_id);

    private string Other => $"{Name}-other";

    public ValueTask InitializeAsync()
    {
        Requires.Daemon();
        _engine = new DockerEngine(DockerEngine.Open(Requires.DockerSocket()));
        _root = Directory.CreateTempSubdirectory("nxd-").FullName;
        return default;
    }

    public async ValueTask DisposeAsync()
    {
        if (_engine is null)
            return;
        foreach (var container in new[] { Name, Other })
            await _engine.SendAsync(DockerRequests.Destroy(container), CancellationToken.None, HttpStatusCode.NotFound);
        await Provider.DestroyAsync(_id, CancellationToken.None);
        Directories.Remove(_id);
        _engine.Dispose();
        Directory.Delete(_root, recursive: true);
    }

    [Fact(Timeout = 120_000)]
    public async Task One_that_was_renamed_is_the_workspaces_and_has_its_name_back_when_it_starts()
    {
        await UpAsync();
        var before = await InspectAsync(Name);
        await RenameAsync();

        var seen = await Provider.InspectAsync(_id, Ct);
        var listed = await Provider.ListAsync(Ct);
        await Provider.StopAsync(_id, TimeSpan.Zero, Ct);
        var stopped = await InspectAsync(Other);
        await UpAsync();

        Assert.True(seen is { IsRunning: true });
        Assert.Equal((_id, true), (Assert.Single(listed).WorkspaceId, listed[0].IsRunning));
        Assert.False(stopped!.State.Running);
        Assert.Equal((before!.Id, true), ((await InspectAsync(Name))!.Id, (await InspectAsync(Name))!.State.Running));
    }

    [Fact(Timeout = 120_000)]
    public async Task One_that_was_renamed_is_made_anew_around_its_home()
    {
        await UpAsync();
        await RenameAsync();

        await Provider.RecreateAsync(Spec, Ct);

        Assert.Null(await InspectAsync(Other));
        Assert.NotNull(await InspectAsync(Name));
    }

    [Fact(Timeout = 120_000)]
    public async Task One_that_was_renamed_is_removed_with_its_home()
    {
        await UpAsync();
        await RenameAsync();

        await Provider.DestroyAsync(_id, Ct);

        Assert.Null(await InspectAsync(Other));
        Assert.Null(await HomeAsync());
    }

    [Fact(Timeout = 120_000)]
    public async Task Of_two_with_its_labels_and_its_home_neither_is_started_or_removed()
    {
        await UpAsync();
        await Provider.StopAsync(_id, TimeSpan.Zero, Ct);
        await DockerAsync("create", "--label", $"{DockerRequests.WorkspaceLabel}={_id}", "--label",
            $"{DockerRequests.NodeLabel}={_node}", "-v", $"{DockerRequests.HomeOf(_id)}:/home/dev", "--name", Other,
            DockerProvider.DefaultImage, "sleep", "1000");

        var started = await Assert.ThrowsAsync<NexusException>(() => Provider.StartAsync(_id, Ct));
        var anew = await Assert.ThrowsAsync<NexusException>(() => Provider.RecreateAsync(Spec, Ct));
        var removed = await Assert.ThrowsAsync<NexusException>(() => Provider.DestroyAsync(_id, Ct));

        Assert.All([started, anew, removed], refusal => Assert.Equal("docker.several", refusal.Error.Code));
        Assert.Contains(Other, removed.Error.Message, StringComparison.Ordinal);
        Assert.True(await InspectAsync(Name) is { State.Running: false } && await InspectAsync(Other) is not null);
        Assert.Equal(_id, Assert.Single(await Provider.ListAsync(Ct)).WorkspaceId);

        await DockerAsync("rm", "-f", Other);
        await Provider.DestroyAsync(_id, Ct);
        Assert.Null(await HomeAsync());
    }

    [Fact(Timeout = 120_000)]
    public async Task A_home_that_somebodys_container_has_stays_and_it_is_said_whose()
    {
        await UpAsync();
        await DockerAsync("create", "-v", $"{DockerRequests.HomeOf(_id)}:/mnt", "--name", Other,
            DockerProvider.DefaultImage, "sleep", "1000");

        var refusal = await Assert.ThrowsAsync<NexusException>(() => Provider.DestroyAsync(_id, Ct));

        Assert.Equal("docker.home_in_use", refusal.Error.Code);
        Assert.Contains($"'{Other}'", refusal.Error.Message, StringComparison.Ordinal);
        Assert.True(await InspectAsync(Other) is not null && await HomeAsync() is not null);
    }

    [Fact(Timeout = 120_000)]
    public async Task One_that_has_our_labels_and_nothing_of_ours_is_somebodys_own()
    {
        await DockerAsync("create", "--label", $"{DockerRequests.WorkspaceLabel}={_id}", "--label",
            $"{DockerRequests.NodeLabel}={_node}", "--name", Other, DockerProvider.DefaultImage, "sleep", "1000");

        var listed = await Provider.ListAsync(Ct);
        await Provider.DestroyAsync(_id, Ct);

        Assert.Empty(listed);
        Assert.NotNull(await InspectAsync(Other));
    }

    private DockerProvider Provider => new(
        _engine!,
        new DockerWall(
            _engine!, _processes, () => _node, isRoot: true, _ => Task.CompletedTask, NullLogger.Instance),
        Directories, () => _node, TimeProvider.System, NullLogger.Instance);

    private Providers.EnvironmentSpec Spec => new(_id, _node, null, new(1, 256 << 20, 128));

    private async Task UpAsync()
    {
        Directories.Make(_id, "docker");
        await Provider.PutAsync(_id, [new DaemonProgram(Requires.DaemonDirectory()).ToFile()], Ct);
        await Provider.CreateAsync(Spec, Ct);
        await Provider.StartAsync(_id, Ct);
    }

    private async Task RenameAsync() => await _engine!.SendAsync(DockerRequests.Rename(Name, Other), Ct);

    private Task<ContainerInfo?> InspectAsync(string container) => _engine!.GetAsync(
        DockerRequests.Inspect(container), DockerJson.Default.ContainerInfo, Ct);

    private Task<VolumeInfo?> HomeAsync() =>
        _engine!.GetAsync(DockerRequests.InspectHome(_id), DockerJson.Default.VolumeInfo, Ct);

    private async Task DockerAsync(params string[] arguments)
    {
        var result = await _processes.RunAsync(
            new(new Argv("docker", ["-H", $"unix://{Requires.DockerSocket()}", .. arguments])), Ct);
        Assert.True(result.IsSuccess, result.Error);
    }
}
