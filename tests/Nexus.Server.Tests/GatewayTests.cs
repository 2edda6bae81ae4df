using System.Net.WebSockets;
using System.Text.Json;
using Nexus.Contracts;
using Nexus.Transport;
using Nexus.Transport.Channels;
using Nexus.Workspaces.Lifecycle;

namespace Nexus.Server.Tests;

/// <summary>What a caller hears of an environment that cannot serve them.</summary>
public sealed class GatewayTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_command_that_is_too_long_is_refused_with_the_limit()
    {
        await using var host = await ServerHost.StartAsync();
        using var client = await host.RegisteredAsync();
        await client.CreateAsync(new() { WorkspaceName = "api", Start = false });
        using var exec = await host.ConnectAsync("/api/v1/workspaces/api/exec");

        await exec.SendAsync(new byte[400 * 1024], WebSocketMessageType.Text, endOfMessage: true, Ct);

        Assert.Equal("request.too_large", (await ErrorAsync(exec)).Code);
    }

    [Fact]
    public async Task A_first_message_that_is_no_request_is_refused()
    {
        await using var host = await ServerHost.StartAsync();
        using var client = await host.RegisteredAsync();
        await client.CreateAsync(new() { WorkspaceName = "api", Start = false });
        using var exec = await host.ConnectAsync("/api/v1/workspaces/api/exec");

        await exec.SendAsync("hello"u8.ToArray(), WebSocketMessageType.Text, endOfMessage: true, Ct);

        Assert.Equal("request.invalid", (await ErrorAsync(exec)).Code);
    }

    [Fact]
    public async Task What_has_no_running_environment_is_not_up_under_its_name()
    {
        await using var host = await ServerHost.StartAsync();
        using var client = await host.RegisteredAsync();
        await using var stream = await PlaceAsync(host, WorkspaceState.Stopped, DesiredState.Down);

        var logs = client.GetAsync("/api/v1/workspaces/demo/logs", Ct);
        await stream.ReadAsync(TransportJson.Default.StreamRequest, Ct);
        await stream.RefuseAsync(new("environment.not_found", "No ws-1.", "Run 'nexus workspace up ws-1'."), Ct);

        var error = (await (await logs).ErrorAsync()).Error;
        Assert.Equal(
            ("workspace.not_running", "Run 'nexus workspace up demo', then 'nexus workspace logs demo'."),
            (error.Code, error.Hint));
    }

    [Fact]
    public async Task Whether_a_service_has_a_log_is_known_where_the_logs_are()
    {
        await using var host = await ServerHost.StartAsync();
        using var client = await host.RegisteredAsync();
        await using var stream = await PlaceAsync(host, WorkspaceState.Ready, DesiredState.Up);

        var logs = client.GetAsync("/api/v1/workspaces/demo/logs?service=former", Ct);
        var asked = await stream.ReadAsync(TransportJson.Default.StreamRequest, Ct);
        await stream.RefuseAsync(
            new("service.not_found", "There is no service 'former'.", "The services are: web."), Ct);

        Assert.Equal("former", asked.Body?.GetProperty("service").GetString());
        Assert.Equal("The services are: web.", (await (await logs).ErrorAsync()).Error.Hint);
    }

    [Fact]
    public void A_reason_that_ends_a_sentence_ends_it_once() =>
        Assert.EndsWith(
            "exit code 137.", WorkspaceErrors.EnvironmentLost("demo", "exit code 137.").Message,
            StringComparison.Ordinal);

    private static async Task<NexusError> ErrorAsync(WebSocket exec)
    {
        var buffer = new byte[4096];
        var got = await exec.ReceiveAsync(buffer.AsMemory(), Ct);
        return JsonSerializer.Deserialize(buffer.AsSpan(0, got.Count), ContractsJson.Default.ErrorEnvelope)!.Error;
    }

    /// <returns>The data connection of the node it is placed on.</returns>
    private static async Task<WebSocketChannel> PlaceAsync(ServerHost host, WorkspaceState state, DesiredState desired)
    {
        var joined = await host.JoinAsync();
        await host.PlaceAsync(joined, state, desired, DateTimeOffset.UnixEpoch);
        return await host.StreamAsync(joined);
    }
}
