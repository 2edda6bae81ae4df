using System.Net;
using System.Text.Json;
using Nexus.Node.Environments;
using Nexus.Node.Providers.Docker;

namespace Nexus.Node.Tests;

/// <summary>In containers of a real engine.</summary>
public sealed partial class DockerEnvironmentTests : EnvironmentPromises, IDisposable
{
    private const StringSplitOptions Options = StringSplitOptions.RemoveEmptyEntries;

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
    public async Task Inside_loopback_is_all_there_is_of_ipv6()
    {
        Assert.SkipUnless(File.Exists("/proc/net/if_inet6"), "this machine has no IPv6");
        var session = await Server.SessionAsync(Ct);
        await session.EnsureAsync(Wanted, Ct);
        await Server.SetUpAsync(Id, Ct);

        var (code, seen) = await Server.ExecAsync(Id, "cat /proc/net/if_inet6", Ct);

        Assert.Equal(0, code);
        Assert.Equal($"{new string('0', 31)}1 01 80 10 80 lo", string.Join(' ', seen.Split(' ', Options)).TrimEnd());
    }

    [Fact(Timeout = 120_000)]
    public async Task The_user_inside_has_sudo_limits_and_no_privileges()
    {
        var session = await Server.SessionAsync(Ct);
        await session.EnsureAsync(Wanted with { MemoryBytes = 256 << 20, Cpus = 0.5 }, Ct);
        await Server.SetUpAsync(Id, Ct);

        var (code, seen) = await Server.ExecAsync(Id, "id -un; sudo -n id -u 2>/dev/null; hostname; touch ~/kept", Ct);
        using var http = DockerEngine.Open(Requires.DockerSocket());
        using var json = JsonDocument.Parse(await http.GetStringAsync(DockerRequests.Inspect(Name).Path, Ct));

        Assert.Equal((0, $"dev\n0\nworkspace-{Id[3..]}\n"), (code, seen));
        var host = json.RootElement.GetProperty("HostConfig");
        Assert.Equal(256 << 20, host.GetProperty("Memory").GetInt64());
        Assert.Equal(500_000_000, host.GetProperty("NanoCpus").GetInt64());
        Assert.False(host.GetProperty("Privileged").GetBoolean());
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
        await Engine.SendAsync(DockerRequests.Destroy(Name), CancellationToken.None, HttpStatusCode.NotFound);
        await Engine.SendAsync(DockerRequests.DestroyHome(Id), CancellationToken.None, HttpStatusCode.NotFound);
    }

    private string Name => EnvironmentName.Of(Id);

    private string Container => DockerRequests.Inspect(Name).Path[..^"/json".Length];

    private Task<ContainerInfo?> InspectAsync() =>
        Engine.GetAsync(DockerRequests.Inspect(Name), DockerJson.Default.ContainerInfo, CancellationToken.None);
}
