using System.Net.Http.Json;
using Nexus.Contracts;
using Nexus.Testing;

namespace Nexus.Server.Tests;

/// <summary>The server ends in any state of a workspace: the next one brings it where its owner wants it.</summary>
public sealed class RestartedTests : IDisposable
{
    private readonly TemporaryDirectory _home = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static TheoryData<string, string> Moments { get; } =
        [.. Interruption.Moments.Select(moment => new TheoryDataRow<string, string>(moment.Wish, moment.Question))];

    public void Dispose() => _home.Dispose();

    [Theory]
    [MemberData(nameof(Moments))]
    public async Task What_the_end_of_a_server_interrupts_is_done_by_the_next(string wish, string question)
    {
        JoinView joined;
        LivingNode old;
        await using (var first = await ServerHost.StartAsync(home: _home.Path))
        {
            using var before = await first.RegisteredAsync();
            joined = await first.JoinAsync();
            old = await LivingNode.ConnectAsync(first, joined);
            await before.InterruptAsync(old, wish, question);
        }

        await old.DisposeAsync();
        await using var host = await ServerHost.StartAsync(home: _home.Path);
        using var client = host.Client();
        await using var node = await LivingNode.ConnectAsync(host, joined, old.Environments);
        var seen = await client.UntilAsync(
            wish switch { "rm" => null, "down" => WorkspaceState.Stopped, _ => WorkspaceState.Ready });

        Assert.Null(seen?.Error);
        Assert.Equal(wish is not ("rm" or "down"), node.Environments.Values.Contains(true));
        if (wish is "rm")
            await host.NothingIsLeftAsync(node, _home.Path);
    }

    [Theory]
    [InlineData(WorkspaceState.Pending, DesiredState.Up, false, WorkspaceState.Ready)]
    [InlineData(WorkspaceState.Creating, DesiredState.Up, true, WorkspaceState.Ready)]
    [InlineData(WorkspaceState.Running, DesiredState.Up, true, WorkspaceState.Ready)]
    [InlineData(WorkspaceState.Ready, DesiredState.Up, true, WorkspaceState.Ready)]
    [InlineData(WorkspaceState.Ready, DesiredState.Up, false, WorkspaceState.Ready)]
    [InlineData(WorkspaceState.Partial, DesiredState.Up, true, WorkspaceState.Ready)]
    [InlineData(WorkspaceState.Stopping, DesiredState.Down, true, WorkspaceState.Stopped)]
    [InlineData(WorkspaceState.Stopped, DesiredState.Down, false, WorkspaceState.Stopped)]
    [InlineData(WorkspaceState.Error, DesiredState.Down, true, WorkspaceState.Stopped)]
    [InlineData(WorkspaceState.Error, DesiredState.Up, true, WorkspaceState.Error)]
    [InlineData(WorkspaceState.Removing, DesiredState.Removed, true, null)]
    public async Task A_server_that_finds_a_workspace_in_any_state_brings_it_where_its_owner_wants_it(
        WorkspaceState state, DesiredState desired, bool isRunning, WorkspaceState? then)
    {
        JoinView joined;
        string id;
        await using (var first = await ServerHost.StartAsync(home: _home.Path))
        {
            using var before = await first.RegisteredAsync();
            joined = await first.JoinAsync();
            var owner = await before.GetFromJsonAsync("/api/v1/users/me", ContractsJson.Default.UserView, Ct);
            id = await first.PlaceAsync(
                joined, state, desired, TimeProvider.System.GetUtcNow() - TimeSpan.FromHours(1),
                workspace => workspace with
                {
                    OwnerId = owner!.UserId,
                    Services = [new("web", Port: null, Internal: false, "serve", 1000, MappedPort: null)],
                });
        }

        await using var host = await ServerHost.StartAsync(home: _home.Path);
        using var client = host.Client();
        var away = await client.StatusAsync();
        await using var node = await LivingNode.ConnectAsync(
            host, joined, new Dictionary<string, bool>(StringComparer.Ordinal) { [id] = isRunning });

        Assert.Equal(WorkspaceState.Unreachable, away?.Status);
        await client.UntilAsync(then);
    }
}
