using Nexus.Contracts;

namespace Nexus.Server.Tests;

/// <summary>Whatever a user asks for, only what is theirs is there. HostileTests ask with evil intent.</summary>
public sealed class ScopeTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

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
}
