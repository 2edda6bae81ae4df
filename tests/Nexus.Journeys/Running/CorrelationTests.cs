using System.Net.Http.Json;
using Nexus.Contracts;
using Nexus.Journeys.Installing;

namespace Nexus.Journeys.Running;

/// <summary>docs/reference/observability.md: one id leads through the logs of server, node and workspace.</summary>
public sealed class CorrelationTests(ReadyWorkspaces ready)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("process")]
    [InlineData("docker")]
    public async Task One_request_is_found_in_every_log(string provider)
    {
        var (nexus, _) = await ready.OfAsync(provider);
        var (id, name) = ($"errand-{provider}", $"traced-{provider}");
        using var api = await nexus.HttpAsync();
        api.DefaultRequestHeaders.Add("X-Correlation-Id", id);

        using var created = await api.PostAsJsonAsync(
            "workspaces/create", new CreateWorkspaceRequest { WorkspaceName = name, Provider = provider },
            ContractsJson.Default.CreateWorkspaceRequest, Ct);
        await nexus.NexusAsync("workspace", "up", name);

        Assert.Equal(id, Assert.Single(created.Headers.GetValues("X-Correlation-Id")));
        var server = await LinesAsync(Path.Combine(nexus.Home, "state", "logs", "nexusd.log"), id);
        Assert.Contains(server, line => line.Contains("/api/v1/workspaces/create", StringComparison.Ordinal));
        Assert.Contains(server, line => line.Contains($"health of {name}: ok", StringComparison.Ordinal));
        var node = await LinesAsync(Path.Combine(nexus.NodeState, "logs", "nexus-node.log"), id);
        Assert.Contains(node, line => line.Contains("environment.ensure", StringComparison.Ordinal));
        var inside = await nexus.NexusAsync("workspace", "logs", name, "nexus");
        Assert.Contains($"setup asked, correlation {id}", inside, StringComparison.Ordinal);
        await nexus.NexusAsync("workspace", "rm", name, "--yes", "--force");
    }

    private static async Task<IReadOnlyList<string>> LinesAsync(string file, string id)
    {
        await using var log = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(log);
        return [.. (await reader.ReadToEndAsync(Ct)).Split('\n').Where(
            line => line.Contains($"\"{id}\"", StringComparison.Ordinal))];
    }
}
