using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Nexus.Contracts;
using Nexus.Server.Tests.Repeated;
using Nexus.Transport.Control;
using Nexus.Workspaces.Ports;

namespace Nexus.Server.Tests;

/// <summary>A port rests after somebody could have come through it, and only then.</summary>
public sealed class LeaseQuarantineTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact(Timeout = 60_000)]
    public async Task What_cannot_be_made_takes_no_port_from_anybody()
    {
        await using var host = await StartAsync(
            new() { Bind = "127.22.22.96", Ssh = new() { First = 2222, Last = 2223 } });
        using var client = await host.RegisteredAsync();
        await using var node = await FakeNode.ConnectAsync(
            host, await host.JoinAsync(), FakeNode.Hello(), asked => asked.Verb is not ControlVerbs.Ensure
                || asked.Body?.GetRawText().Contains("nexus/none:1", StringComparison.Ordinal) is true);
        node.Refuses = asked => asked.Verb is ControlVerbs.Ensure
            ? new("image.not_found", "This node has no image 'nexus/none:1'.", "Build it.")
            : null;
        for (var n = 1; n <= 3; n++)
            await GoneAsync(host, await (await client.CreateAsync(Missing)).AcceptedAsync());

        using var ann = await OtherAsync(host);
        await (await ann.CreateAsync(new() { WorkspaceName = "demo" })).AcceptedAsync();

        var demo = await ann.UntilAsync(WorkspaceState.Creating);
        Assert.InRange(demo?.Ssh.Port ?? 0, 2222, 2223);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_door_that_led_somewhere_rests()
    {
        await using var host = await StartAsync(
            new() { Bind = "127.22.22.95", Ssh = new() { First = 2222, Last = 2222 } });
        using var client = await host.RegisteredAsync();
        await using var node = await LivingNode.ConnectAsync(host, await host.JoinAsync());
        var first = await (await client.CreateAsync(new() { WorkspaceName = "demo" })).AcceptedAsync();
        await client.UntilAsync(WorkspaceState.Ready);
        await client.AskAsync("rm");
        var told = await GoneAsync(host, first);

        var late = await (await client.CreateAsync(new() { WorkspaceName = "late" })).AcceptedAsync();
        await GoneAsync(host, late, told);

        var run = await client.GetAsync($"/api/v1/runs/{late.RunId}", Ct);
        var error = (await run.ReadAsync(ContractsJson.Default.RunView)).Error;
        Assert.Equal("port.exhausted", error?.Code);
        Assert.Contains("ask the administrator to widen ports.ssh", error?.Hint, StringComparison.Ordinal);
        Assert.DoesNotContain(
            "led_nowhere", Assert.Single(await host.RowsAsync("lease")).Body, StringComparison.Ordinal);
    }

    [Fact(Timeout = 60_000)]
    public async Task Nobody_takes_a_range_from_the_others_by_making_and_removing()
    {
        await using var host = await StartAsync(
            new() { Bind = "127.22.22.94", Ssh = new() { First = 2222, Last = 2225 }, RestingPerUser = 2 });
        using var client = await host.RegisteredAsync();
        await using var node = await LivingNode.ConnectAsync(host, await host.JoinAsync());
        for (long n = 1, told = 0; n <= 5; n++)
        {
            var made = await (await client.CreateAsync(new() { WorkspaceName = "demo" })).AcceptedAsync();
            await client.UntilAsync(WorkspaceState.Ready);
            await client.AskAsync("rm");
            told = await GoneAsync(host, made, told);
        }

        using var ann = await OtherAsync(host);
        await (await ann.CreateAsync(new() { WorkspaceName = "demo" })).AcceptedAsync();

        Assert.InRange((await ann.UntilAsync(WorkspaceState.Ready))?.Ssh.Port ?? 0, 2224, 2225);
    }

    [Fact(Timeout = 60_000)]
    public async Task What_was_leased_for_a_service_that_never_started_does_not_rest()
    {
        await using var host = await StartAsync(
            new() { Bind = "127.22.22.93", Services = new() { First = 23000, Last = 23000 } });
        using var client = await host.RegisteredAsync();
        await using var node = await LivingNode.ConnectAsync(host, await host.JoinAsync());
        node.Configured = [LivingNode.Plan("a", 3000), LivingNode.Plan("b", 4000)];
        await GoneAsync(host, await (await client.CreateAsync(new() { WorkspaceName = "late" })).AcceptedAsync());

        using var ann = await OtherAsync(host);
        node.Configured = [LivingNode.Plan("a", 3000)];
        await (await ann.CreateAsync(new() { WorkspaceName = "demo" })).AcceptedAsync();

        Assert.Equal(23000, (await ann.UntilAsync(WorkspaceState.Ready))?.Services["a"].MappedPort);
    }

    private static CreateWorkspaceRequest Missing => new() { WorkspaceName = "none", Image = "nexus/none:1" };

    private static Task<ServerHost> StartAsync(PortOptions ports) =>
        ServerHost.StartAsync(configure: services => services.AddSingleton(Options.Create(ports)));

    private static async Task<HttpClient> OtherAsync(ServerHost host)
    {
        var admitted = await host.RegisterAsAsync(await host.InviteAsync("ann"), handle: null);
        var ann = await admitted.ReadAsync(ContractsJson.Default.UserView);
        return host.Client(ann.ApiToken);
    }

    /// <returns>Where that is told.</returns>
    private static async Task<long> GoneAsync(ServerHost host, AcceptedView accepted, long after = 0)
    {
        await foreach (var item in host.Ledger.FollowAsync(after, Ct))
        {
            if (item.Event.EventName == "xyn.workspace.removed" && item.Event.Resource.Id == accepted.WorkspaceId)
                return item.Position;
        }

        throw new InvalidOperationException("Following ended.");
    }
}
