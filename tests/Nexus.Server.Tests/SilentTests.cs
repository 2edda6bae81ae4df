using System.Net;
using System.Net.Http.Json;
using Nexus.Contracts;
using Nexus.Testing;
using Nexus.Transport;
using Nexus.Transport.Channels;
using Nexus.Transport.Control;
using Nexus.Transport.Workspaced;

namespace Nexus.Server.Tests;

/// <summary>Who asks something of an environment that is silent hears so soon, and of it and not of its node.</summary>
public sealed class SilentTests
{
    private static readonly EnvironmentReport Healthy = new(
        "ws-1", "docker", IsRunning: true, new("boot", 1, IsStarted: true, []), Reason: null);

    private static readonly EnvironmentReport Silent =
        Healthy with { Services = null, Reason = "Its daemon does not answer." };

    private static readonly EnvironmentReport Paused =
        Healthy with { IsRunning = false, IsPaused = true, Services = null, Reason = "The container is paused." };

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false, HttpStatusCode.ServiceUnavailable, "environment.not_answering")]
    [InlineData(true, HttpStatusCode.Conflict, "environment.paused")]
    public async Task What_is_known_to_be_silent_is_not_asked(bool isPaused, HttpStatusCode status, string code)
    {
        await using var host = await ServerHost.StartAsync();
        using var client = await host.RegisteredAsync();
        await using var node = await FakeNode.ConnectAsync(
            host, await PlaceAsync(host), FakeNode.Hello(), _ => false, isPaused ? Paused : Silent);

        await (await client.GetAsync("/api/v1/workspaces/demo/logs", Ct)).RefusedAsync(status, code);
        var removal = await RemoveAsync(client);
        var restart = await client.AskAsync("restart");
        await host.EventAsync("xyn.run.failed");

        var why = (await removal.ErrorAsync()).Error;
        Assert.Equal((status, code), (removal.StatusCode, why.Code));
        Assert.EndsWith("So nobody can look whether work would be lost.", why.Message, StringComparison.Ordinal);
        Assert.EndsWith("or run 'nexus workspace rm demo --force'.", why.Hint, StringComparison.Ordinal);
        Assert.Equal(code, (await RunAsync(client, restart.RunId))?.Error?.Code);
        Assert.Equal(DesiredState.Up, (await client.StatusAsync())?.Desired);
        Assert.Empty(node.Commands);
    }

    [Fact]
    public async Task Logs_of_what_is_stopped_are_said_to_be_in_it()
    {
        await using var host = await ServerHost.StartAsync();
        using var client = await host.RegisteredAsync();
        var joined = await host.JoinAsync();
        await host.PlaceAsync(joined, WorkspaceState.Stopped, DesiredState.Down, DateTimeOffset.UnixEpoch);
        await using var node = await FakeNode.ConnectAsync(
            host, joined, FakeNode.Hello(), _ => false, Healthy with { IsRunning = false, Services = null });
        await using var stream = await host.StreamAsync(joined);

        var answer = client.GetAsync("/api/v1/workspaces/demo/logs", Ct);
        await stream.ReadAsync(TransportJson.Default.StreamRequest, Ct);
        await stream.RefuseAsync(new("environment.not_found", "This node has none.", "Run it."), Ct);

        var why = (await (await answer).ErrorAsync()).Error;
        Assert.Equal("workspace.not_running", why.Code);
        Assert.Equal("'demo' is stopped: its logs are kept in it, to be read while it is up.", why.Message);
        Assert.Equal("Run 'nexus workspace up demo', then 'nexus workspace logs demo'.", why.Hint);
    }

    [Fact]
    public async Task What_turns_out_to_be_silent_is_not_waited_for()
    {
        await using var host = await ServerHost.StartAsync(new ManualClock());
        using var client = await host.RegisteredAsync();
        var joined = await PlaceAsync(host);
        await using var node = await FakeNode.ConnectAsync(host, joined, FakeNode.Hello(), _ => false, Healthy);
        await using var stream = await host.StreamAsync(joined);

        var removal = RemoveAsync(client);
        var asked = await stream.ReadAsync(TransportJson.Default.StreamRequest, Ct);
        await node.ReportAsync(Silent);

        Assert.Equal(Verbs.Unsaved, asked.Verb);
        await (await removal).RefusedAsync(HttpStatusCode.ServiceUnavailable, "environment.not_answering");
    }

    [Theory]
    [InlineData("rm", 20)]
    [InlineData("logs", 25)]
    public async Task What_does_not_answer_in_time_is_told_of_while_its_node_is_heard(string what, int within)
    {
        var clock = new ManualClock();
        await using var host = await ServerHost.StartAsync(clock);
        using var client = await host.RegisteredAsync();
        var joined = await PlaceAsync(host);
        await using var node = await FakeNode.ConnectAsync(host, joined, FakeNode.Hello(), _ => false, Healthy);
        await using var stream = await host.StreamAsync(joined);

        var answer = what is "rm" ? RemoveAsync(client) : client.GetAsync("/api/v1/workspaces/demo/logs", Ct);
        await stream.ReadAsync(TransportJson.Default.StreamRequest, Ct);
        await host.PassUntilAsync(clock, node, () => answer.IsCompleted, TimeSpan.FromSeconds(within));

        await (await answer).RefusedAsync(HttpStatusCode.ServiceUnavailable, "environment.not_answering");
    }

    private static async Task<JoinView> PlaceAsync(ServerHost host)
    {
        var joined = await host.JoinAsync();
        await host.PlaceAsync(joined, WorkspaceState.Ready, DesiredState.Up, DateTimeOffset.UnixEpoch);
        return joined;
    }

    private static Task<HttpResponseMessage> RemoveAsync(HttpClient client) =>
        client.PostAsJsonAsync("/api/v1/workspaces/demo/rm", new RemoveRequest(Force: false), Ct);

    private static Task<RunView?> RunAsync(HttpClient client, string? run) =>
        client.GetFromJsonAsync($"/api/v1/runs/{run}", ContractsJson.Default.RunView, Ct);
}
