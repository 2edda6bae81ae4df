using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Nexus.Contracts;

namespace Nexus.Server.Tests;

/// <summary>Whatever a user asks for, only what is theirs is there.</summary>
public sealed class ScopeTests
{
    /// <summary>Those that show no one's things, or have a test of their own.</summary>
    private static readonly string[] NotOwned =
    [
        "/api/v1/nodes", "/api/v1/nodes/control", "/api/v1/nodes/data", "/api/v1/users", "/api/v1/users/me",
        "/api/v1/events/stream",
    ];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_list_shows_another_nothing()
    {
        await using var host = await ServerHost.StartAsync();
        await HaveWorkspaceAsync(host);
        using var bob = host.Client((await host.AddAsync("bob")).ApiToken);
        string[] lists =
            [.. Routes(host, "GET").Where(route => !route.Contains('{', StringComparison.Ordinal)).Except(NotOwned)];

        Assert.Equal(["/api/v1/events", "/api/v1/runs", "/api/v1/workspaces"], lists.Order(StringComparer.Ordinal));
        foreach (var list in lists)
        {
            using var page = JsonDocument.Parse(await bob.GetStringAsync(list, Ct));
            Assert.DoesNotContain("alice", page.RootElement.ToString(), StringComparison.Ordinal);
            Assert.All(
                page.RootElement.GetProperty("items").EnumerateArray(),
                item => Assert.Contains("xyn.user.", item.ToString(), StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("POST")]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    public async Task Every_route_with_an_id_knows_nothing_of_anothers(string method)
    {
        await using var host = await ServerHost.StartAsync();
        var (id, run) = await HaveWorkspaceAsync(host);
        using var bob = host.Client((await host.AddAsync("bob")).ApiToken);

        foreach (var route in Routes(host, method).Where(route => route.Contains("{id", StringComparison.Ordinal)))
        {
            var ids = route.Contains("/runs/", StringComparison.Ordinal) ? [run] : (string[])[id, "api"];
            foreach (var each in ids)
            {
                var path = $"{route[..route.IndexOf('{', StringComparison.Ordinal)]}{each}"
                    + route[(route.IndexOf('}', StringComparison.Ordinal) + 1)..];
                using var request = new HttpRequestMessage(new(method), path);
                using var answer = await bob.SendAsync(request, Ct);
                // Everyone may look at a node.
                var isOfAdministrators =
                    (route.Contains("/nodes/", StringComparison.Ordinal) && method is not "GET")
                    || route.Contains("/users/", StringComparison.Ordinal);
                Assert.Equal(
                    (path, isOfAdministrators ? HttpStatusCode.Forbidden : HttpStatusCode.NotFound),
                    (path, answer.StatusCode));
            }
        }
    }

    [Fact]
    public async Task Two_may_have_a_workspace_of_the_same_name()
    {
        await using var host = await ServerHost.StartAsync();
        var (id, _) = await HaveWorkspaceAsync(host);
        using var bob = host.Client((await host.AddAsync("bob")).ApiToken);

        var made = await (await bob.CreateAsync(new() { WorkspaceName = "api", Start = false })).AcceptedAsync();
        var seen = await (await bob.GetAsync("/api/v1/workspaces/api/status", Ct))
            .ReadAsync(ContractsJson.Default.WorkspaceView);

        Assert.NotEqual(id, made.WorkspaceId);
        Assert.Equal((made.WorkspaceId, "bob"), (seen.WorkspaceId, seen.Owner));
    }

    [Fact]
    public async Task A_name_is_first_the_administrators_own()
    {
        await using var host = await ServerHost.StartAsync();
        var (id, _) = await HaveWorkspaceAsync(host);
        using var admin = await host.RegisteredAsync();

        var before = await (await admin.GetAsync("/api/v1/workspaces/api/status", Ct))
            .ReadAsync(ContractsJson.Default.WorkspaceView);
        var made = await (await admin.CreateAsync(new() { WorkspaceName = "api", Start = false })).AcceptedAsync();
        var after = await (await admin.GetAsync("/api/v1/workspaces/api/status", Ct))
            .ReadAsync(ContractsJson.Default.WorkspaceView);

        Assert.Equal((id, made.WorkspaceId), (before.WorkspaceId, after.WorkspaceId));
    }

    [Fact]
    public async Task A_stream_tells_nothing_of_others()
    {
        await using var host = await ServerHost.StartAsync();
        await HaveWorkspaceAsync(host);
        using var bob = host.Client((await host.AddAsync("bob")).ApiToken);
        using var reader = new StreamReader(await bob.GetStreamAsync("/api/v1/events/stream?after=0", Ct));

        await bob.CreateAsync(new() { WorkspaceName = "mine", Start = false });

        var lines = new List<string>();
        while (!lines.Contains("event: xyn.workspace.created"))
            lines.Add((await reader.ReadLineAsync(Ct))!);
        Assert.DoesNotContain(lines, line => line.Contains("alice", StringComparison.Ordinal));
        Assert.DoesNotContain(lines, line => line.Contains("\"api\"", StringComparison.Ordinal));
    }

    /// <summary>Of alice, with a run.</summary>
    private static async Task<(string Id, string Run)> HaveWorkspaceAsync(ServerHost host)
    {
        using var alice = host.Client((await host.AddAsync("alice")).ApiToken);
        var made = await (await alice.CreateAsync(new() { WorkspaceName = "api" })).AcceptedAsync();
        return (made.WorkspaceId, Assert.IsType<string>(made.RunId));
    }

    private static IEnumerable<string> Routes(ServerHost host, string method) =>
        from endpoint in host.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
        where endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods.Contains(method) is true
        select $"/{endpoint.RoutePattern.RawText?.Trim('/')}";
}
