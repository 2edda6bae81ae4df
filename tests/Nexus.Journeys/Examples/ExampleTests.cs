using Nexus.Contracts;
using Nexus.Journeys.Installing;

namespace Nexus.Journeys.Examples;

/// <summary>The examples: each is ready, does its work and passes its own tests, without a network.</summary>
public sealed class ExampleTests(ReadyWorkspaces ready)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_Node_app_answers_and_passes_its_tests()
    {
        var (nexus, workspace) = await CreateAsync("node-app");

        Assert.Equal(
            """{"greeting":"hello from your workspace","name":"ada","visits":1}""",
            (await GetAsync(workspace, "web", "hello/ada")).Trim());
        await nexus.NexusAsync("workspace", "exec", "node-app", "--", "node", "--test");
        await RemoveAsync(nexus, workspace);
    }

    [Fact]
    public async Task A_Python_app_keeps_notes_also_when_it_is_rebuilt()
    {
        var (nexus, workspace) = await CreateAsync("python-app");

        await PostAsync(workspace, "notes", "notes", "remember me");
        await nexus.NexusAsync("workspace", "exec", "python-app", "--", "python3", "-m", "unittest");
        await nexus.NexusAsync("workspace", "rebuild", "python-app");
        Assert.Equal("""[{"id": 1, "text": "remember me"}]""", (await GetAsync(workspace, "notes", "notes")).Trim());
        await RemoveAsync(nexus, workspace);
    }

    [Fact]
    public async Task A_monorepo_starts_in_order_and_an_order_goes_through_all_of_it()
    {
        var (nexus, workspace) = await CreateAsync("monorepo");
        var services = workspace.Services;

        Assert.True(services["db"].StartedAt < services["api"].StartedAt);
        Assert.True(services["api"].StartedAt < services["worker"].StartedAt);
        Assert.True(services["worker"].StartedAt < services["web"].StartedAt);
        Assert.Null(services["db"].MappedPort);
        Assert.Contains("\"new\"", await PostAsync(workspace, "web", "orders", "tea"), StringComparison.Ordinal);
        await nexus.NexusAsync(
            "workspace", "exec", "monorepo",
            "timeout 20 sh -c 'until curl -fsS http://localhost:3000/orders | grep -q done; do sleep 0.1; done'");
        var log = await nexus.NexusAsync("workspace", "logs", "monorepo", "worker");
        Assert.Contains("order 1: tea", log, StringComparison.Ordinal);
        await RemoveAsync(nexus, workspace);
    }

    private async Task<(Installation Nexus, WorkspaceView Workspace)> CreateAsync(string example)
    {
        var (nexus, _) = await ready.OfAsync("docker");
        var repository = await nexus.MakeRepositoryAsync(example, example);
        await nexus.NexusAsync("workspace", "create", example, "--source", repository, "--provider", "docker");
        var workspace = await nexus.StatusAsync(example);
        Assert.Equal(WorkspaceState.Ready, workspace.Status);
        return (nexus, workspace);
    }

    /// <summary>Without force: running it has left nothing in the repository.</summary>
    private static async Task RemoveAsync(Installation nexus, WorkspaceView workspace)
    {
        await nexus.NexusAsync("workspace", "rm", workspace.WorkspaceName, "--yes");
        await nexus.LeavesNothingOfAsync(workspace);
    }

    private static async Task<string> GetAsync(WorkspaceView workspace, string service, string path)
    {
        using var http = new HttpClient();
        return await http.GetStringAsync(new Uri($"{workspace.Services[service].Url}/{path}"), Ct);
    }

    private static async Task<string> PostAsync(WorkspaceView workspace, string service, string path, string text)
    {
        using var http = new HttpClient();
        using var body = new StringContent(text);
        using var answer = await http.PostAsync(new Uri($"{workspace.Services[service].Url}/{path}"), body, Ct);
        answer.EnsureSuccessStatusCode();
        return await answer.Content.ReadAsStringAsync(Ct);
    }
}
