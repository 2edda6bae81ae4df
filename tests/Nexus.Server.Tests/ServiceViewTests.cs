using System.Net.Http.Json;
using Nexus.Contracts;
using Nexus.Transport;
using Nexus.Transport.Channels;
using Nexus.Transport.Control;
using Nexus.Transport.Workspaced;
using Nexus.Workspaces.Lifecycle;

namespace Nexus.Server.Tests;

/// <summary>What is shown of a service is what is known of it now.</summary>
public sealed class ServiceViewTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true, ServiceState.Healthy, false, null)]
    [InlineData(true, ServiceState.Unhealthy, false, "it is not healthy")]
    [InlineData(false, ServiceState.Healthy, false, "it is not known to speak HTTP")]
    [InlineData(true, ServiceState.Healthy, true, "internal: reachable inside the workspace only")]
    public async Task A_url_is_there_only_where_it_can_be_opened(
        bool isHttp, ServiceState state, bool isInternal, string? hint)
    {
        await using var host = await ServerHost.StartAsync();
        using var client = await host.RegisteredAsync();
        var (node, stream) = await PlaceAsync(host, isHttp, state, isInternal);
        await using var one = node;
        await using var other = stream;

        var asked = client.GetFromJsonAsync(
            "/api/v1/workspaces/demo/services", ContractsJson.Default.IReadOnlyDictionaryStringServiceView, Ct);
        await AnswerUsageAsync(stream);
        var web = (await asked)!["web"];

        Assert.Equal(hint is null ? "http://localhost:23000" : null, web.Url);
        Assert.StartsWith(hint ?? "", web.Hint ?? "", StringComparison.Ordinal);
        Assert.Equal(hint is null, web.Hint is null);
    }

    [Fact]
    public async Task What_a_service_uses_is_asked_of_its_environment()
    {
        await using var host = await ServerHost.StartAsync();
        using var client = await host.RegisteredAsync();
        var (node, stream) = await PlaceAsync(host, isHttp: true, ServiceState.Healthy, isInternal: false);
        await using var one = node;
        await using var other = stream;

        var asked = client.GetFromJsonAsync(
            "/api/v1/workspaces/demo/status", ContractsJson.Default.WorkspaceView, Ct);
        await AnswerUsageAsync(stream);
        var web = (await asked)!.Services["web"];

        Assert.Equal((2.5, 4096L, 7L), (web.CpuPercent, web.MemoryBytes, web.UptimeSeconds));
    }

    [Fact]
    public async Task An_environment_that_does_not_say_what_it_uses_is_shown_all_the_same()
    {
        await using var host = await ServerHost.StartAsync();
        using var client = await host.RegisteredAsync();
        var (node, stream) = await PlaceAsync(host, isHttp: true, ServiceState.Healthy, isInternal: false);
        await using var one = node;
        await using var other = stream;

        var services = await client.GetFromJsonAsync(
            "/api/v1/workspaces/demo/services", ContractsJson.Default.IReadOnlyDictionaryStringServiceView, Ct);

        Assert.Equal((ServiceState.Healthy, null), (services!["web"].Status, services["web"].CpuPercent));
    }

    [Fact]
    public async Task A_hook_that_failed_after_the_start_is_a_warning_of_a_ready_workspace()
    {
        await using var host = await ServerHost.StartAsync();
        using var client = await host.RegisteredAsync();
        await host.PlaceAsync(
            await host.JoinAsync(), WorkspaceState.Ready, DesiredState.Up, DateTimeOffset.UnixEpoch,
            workspace => workspace with { HookWarning = new("hook.failed", "'post_start' ended with 1.", "") });

        var seen = await client.GetFromJsonAsync(
            "/api/v1/workspaces/demo/status", ContractsJson.Default.WorkspaceView, Ct);

        Assert.Equal("hook.failed", seen?.Warning?.Code);
    }

    private static async Task<(FakeNode Node, WebSocketChannel Stream)> PlaceAsync(
        ServerHost host, bool isHttp, ServiceState state, bool isInternal)
    {
        var joined = await host.JoinAsync();
        var id = await host.PlaceAsync(
            joined, WorkspaceState.Ready, DesiredState.Up, DateTimeOffset.UnixEpoch,
            workspace => workspace with
            {
                Services = [new WorkspaceService("web", 3000, isInternal, "serve", 1000, isInternal ? null : 23000)],
            });
        var web = new ServiceSnapshot
        {
            Name = "web",
            State = state,
            Command = "serve",
            Port = 3000,
            Internal = isInternal,
            IsHttp = isHttp,
        };
        var report = new EnvironmentReport(id, "docker", IsRunning: true, new("boot", 1, IsStarted: true, [web]), null);
        var node = await FakeNode.ConnectAsync(host, joined, [report], _ => false);
        return (node, await host.StreamAsync(joined));
    }

    private static async Task AnswerUsageAsync(WebSocketChannel stream)
    {
        var asked = await stream.ReadAsync(TransportJson.Default.StreamRequest, Ct);
        Assert.Equal(Verbs.Usage, asked.Verb);
        var usage = new UsageReply(
            new Dictionary<string, ServiceUsage>(StringComparer.Ordinal) { ["web"] = new(2.5, 4096, 7) });
        await stream.AcceptAsync(usage, TransportJson.Default.UsageReply, Ct);
    }
}
