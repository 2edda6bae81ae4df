using System.Net.Http.Json;
using Nexus.Contracts;

namespace Nexus.Server.Tests;

/// <summary>What a clone asks for is known only after its workspace was placed.</summary>
public sealed class OtherProviderTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(null, "lxc", "workspace.other_provider")]
    [InlineData(null, "docker", null)]
    [InlineData(null, null, null)]
    [InlineData("docker", "lxc", null)]
    public async Task A_repository_that_asks_for_another_provider_is_told_of_unless_somebody_chose(
        string? chosen, string? wanted, string? code)
    {
        await using var host = await ServerHost.StartAsync();
        using var client = await host.RegisteredAsync();
        var joined = await host.JoinAsync();
        await host.PlaceAsync(
            joined, WorkspaceState.Ready, DesiredState.Up, DateTimeOffset.UnixEpoch,
            workspace => workspace with { Config = new() { Provider = chosen }, RepositoryProvider = wanted });

        var seen = await client.GetFromJsonAsync(
            "/api/v1/workspaces/demo/status", ContractsJson.Default.WorkspaceView, Ct);

        Assert.Equal(code, seen?.Warning?.Code);
        Assert.Contains(code is null ? "" : "--provider lxc", seen?.Warning?.Hint ?? "", StringComparison.Ordinal);
    }
}
