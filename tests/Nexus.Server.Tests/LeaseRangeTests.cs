using System.Net.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Nexus.Contracts;
using Nexus.Engine;
using Nexus.Transport.Control;
using Nexus.Workspaces.Ports;

namespace Nexus.Server.Tests;

/// <summary>The range of SSH doors as it is unless somebody changes it, each port bound for real.</summary>
public sealed class LeaseRangeTests
{
    private const int Ports = 78;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact(Timeout = 120_000)]
    public async Task The_79th_is_told_that_78_doors_are_taken_and_gets_the_one_that_is_freed()
    {
        await using var host = await ServerHost.StartAsync(configure: services => services
            .AddSingleton(Options.Create(new PortOptions { Bind = "127.22.22.99", Quarantine = TimeSpan.Zero }))
            .AddSingleton(Options.Create(new EngineOptions { MaxConcurrentRuns = 200 })));
        using var client = await host.RegisteredAsync();
        await using var node = await FakeNode.ConnectAsync(
            host, await host.JoinAsync(), FakeNode.Hello(), asked => asked.Verb is ControlVerbs.Destroy);
        for (var n = 1; n <= Ports; n++)
            await (await client.CreateAsync(new() { WorkspaceName = $"w{n}" })).AcceptedAsync();
        Assert.Equal(Enumerable.Range(2222, Ports), (await LeasedAsync(host, Ports)).Order());

        var run = (await (await client.CreateAsync(new() { WorkspaceName = "late" })).AcceptedAsync()).RunId;
        await host.EventAsync("xyn.workspace.removed");
        var told = await (await client.GetAsync($"/api/v1/runs/{run}", Ct)).ReadAsync(ContractsJson.Default.RunView);

        Assert.Equal("port.exhausted", told.Error?.Code);
        Assert.Equal("Every port from 2222 to 2299 is in use or in quarantine.", told.Error?.Message);
        Assert.Contains("Take a workspace down", told.Error?.Hint, StringComparison.Ordinal);

        await client.PostAsJsonAsync("/api/v1/workspaces/w40/rm", new RemoveRequest(Force: true), Ct);
        var freed = (await host.EventAsync("xyn.port.released")).Data?.GetProperty("port").GetInt32();
        await (await client.CreateAsync(new() { WorkspaceName = "late" })).AcceptedAsync();

        Assert.Equal(freed, (await LeasedAsync(host, Ports + 1))[^1]);
        var late = await StatusAsync(client);
        while (late.Ssh.Port is null)
            late = await StatusAsync(client);
        Assert.Equal(freed, late.Ssh.Port);
    }

    /// <summary>In the order they were leased.</summary>
    private static async Task<IReadOnlyList<int>> LeasedAsync(ServerHost host, int count)
    {
        var ports = new List<int>();
        await foreach (var item in host.Ledger.FollowAsync(0, Ct))
        {
            if (item.Event is { EventName: "xyn.port.leased", Data: { } data })
                ports.Add(data.GetProperty("port").GetInt32());
            if (ports.Count == count)
                break;
        }

        return ports;
    }

    private static async Task<WorkspaceView> StatusAsync(HttpClient client) => (await client
        .GetFromJsonAsync("/api/v1/workspaces/late/status", ContractsJson.Default.WorkspaceView, Ct))!;
}
