using System.Formats.Tar;
using System.Net;
using System.Text.Json;
using Nexus.Contracts;
using Nexus.Node.Providers.Docker;

namespace Nexus.Node.Tests;

/// <summary>In containers of a real engine.</summary>
public sealed class DockerEnvironmentTests : EnvironmentPromises, IDisposable
{
    private DockerEngine? _engine;

    private protected override string Provider => "docker";

    private DockerEngine Engine => _engine ??= new DockerEngine(DockerEngine.Open(Requires.DockerSocket()));

    [Fact(Timeout = 120_000)]
    public async Task A_paused_container_goes_on()
    {
        var session = await Server.SessionAsync(Ct);
        await session.EnsureAsync(Wanted, Ct);
        await Engine.SendAsync(new(HttpMethod.Post, $"{Container}/pause"), Ct);

        var reply = await session.EnsureAsync(Wanted, Ct);

        Assert.False(reply.IsNew);
        Assert.True(await IsRunningAsync());
    }

    [Fact(Timeout = 120_000)]
    public async Task The_container_of_another_node_is_left_alone()
    {
        var session = await Server.SessionAsync(Ct);
        await Engine.SendAsync(
            DockerRequests.Create(new(Id, "node-other", null, new(1, 64 << 20, 64)), Node.Root, Node.Root), Ct);

        await session.DestroyAsync(Id, Provider, Ct);

        Assert.True(await ExistsAsync());
    }

    [Fact(Timeout = 120_000)]
    public async Task The_user_inside_has_sudo_limits_and_no_privileges()
    {
        var session = await Server.SessionAsync(Ct);
        await session.EnsureAsync(Wanted with { MemoryBytes = 256 << 20, Cpus = 0.5 }, Ct);
        await Server.SetUpAsync(Id, Ct);

        var (code, seen) = await Server.ExecAsync(Id, "id -un; sudo -n id -u 2>/dev/null; hostname; touch ~/kept", Ct);
        using var http = DockerEngine.Open(Requires.DockerSocket());
        using var json = JsonDocument.Parse(await http.GetStringAsync(DockerRequests.Inspect(Id).Path, Ct));

        Assert.Equal((0, $"dev\n0\nworkspace-{Id[3..]}\n"), (code, seen));
        var host = json.RootElement.GetProperty("HostConfig");
        Assert.Equal(256 << 20, host.GetProperty("Memory").GetInt64());
        Assert.Equal(500_000_000, host.GetProperty("NanoCpus").GetInt64());
        Assert.False(host.GetProperty("Privileged").GetBoolean());
    }

    /// <summary>The first start is one of an engine that lost the mount of the image.</summary>
    [Fact(Timeout = 120_000)]
    public async Task A_container_without_the_files_of_its_image_is_started_again()
    {
        var programs = Directory.CreateDirectory(Path.Combine(Node.Root, "programs")).FullName;
        await File.WriteAllTextAsync(Path.Combine(programs, "nexus-workspaced"), """
            #!/bin/sh
            [ -e /started ] && exec /opt/nexus/daemon
            touch /started
            echo "The engine started this environment without the files of its image." >&2
            exit 75
            """, Ct);
        Node.Directories.Make(Id, Provider);
        var daemon = Path.Combine(Node.Directories.ProgramsOf(Id), "daemon");
        File.Copy(Path.Combine(Requires.DaemonDirectory(), "nexus-workspaced"), daemon);
        await Node.StopAsync();
        Node.Options = Node.Options with { Programs = programs };
        Node.Start();
        var session = await Server.SessionAsync(Ct);

        await session.EnsureAsync(Wanted, Ct);

        Assert.True(await IsRunningAsync());
        Assert.Equal((0, "here\n"), await Server.ExecAsync(Id, "test -e /started && echo here", Ct));
    }

    [Fact(Timeout = 120_000)]
    public async Task An_image_without_files_is_given_up_and_explained()
    {
        const string Image = "nexus/nothing:1";
        await ImportNothingAsync();
        try
        {
            var session = await Server.SessionAsync(Ct);

            var failure = await Assert.ThrowsAsync<NexusException>(
                () => session.EnsureAsync(Wanted with { Image = Image }, Ct));

            Assert.Equal("environment.ended", failure.Error.Code);
            Assert.Equal(3, failure.Error.Message.Split("without the files of its image").Length - 1);
        }
        finally
        {
            await CleanAsync();
            await Engine.SendAsync(new(HttpMethod.Delete, $"{Images}/{Image}"), CancellationToken.None);
        }
    }

    public void Dispose() => _engine?.Dispose();

    private protected override Task RequireAsync()
    {
        Requires.DockerSocket();
        return Task.CompletedTask;
    }

    private protected override Task KillMainAsync() =>
        Engine.SendAsync(new(HttpMethod.Post, $"{Container}/kill"), Ct);

    private protected override async Task<bool> IsRunningAsync() =>
        await InspectAsync() is { State: { Running: true, Paused: false } };

    private protected override async Task<bool> ExistsAsync() => await InspectAsync() is not null;

    private protected override async Task CleanAsync()
    {
        await Engine.SendAsync(DockerRequests.Destroy(Id), CancellationToken.None, HttpStatusCode.NotFound);
        await Engine.SendAsync(DockerRequests.DestroyHome(Id), CancellationToken.None, HttpStatusCode.NotFound);
    }

    private static string Images => DockerRequests.Image("x").Path[..^"/x/json".Length];

    private string Container => DockerRequests.Inspect(Id).Path[..^"/json".Length];

    private Task<ContainerInfo?> InspectAsync() =>
        Engine.GetAsync(DockerRequests.Inspect(Id), DockerJson.Default.ContainerInfo, CancellationToken.None);

    private async Task ImportNothingAsync()
    {
        using var archive = new MemoryStream();
        await using (var writer = new TarWriter(archive, leaveOpen: true))
            await writer.WriteEntryAsync(new PaxTarEntry(TarEntryType.Directory, "etc"), Ct);
        archive.Position = 0;
        using var content = new StreamContent(archive);
        await Engine.SendAsync(
            new(HttpMethod.Post, DockerRequests.ImportPath("nexus/nothing", "1")) { Content = content }, Ct);
    }
}
