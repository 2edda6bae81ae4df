using System.Text.Json;
using Nexus.Journeys.Installing;

namespace Nexus.Journeys.Running;

/// <summary>README: every result is there for programs too.</summary>
public sealed class StatusTests(ReadyWorkspaces ready)
{
    [Theory]
    [InlineData("process")]
    [InlineData("docker")]
    public async Task The_status_has_the_fields_programs_rely_on(string provider)
    {
        var (nexus, workspace) = await ready.OfAsync(provider);

        using var json = JsonDocument.Parse(await nexus.NexusAsync("workspace", "status", provider, "--json"));

        var status = json.RootElement;
        Assert.Equal(workspace.WorkspaceId, Text(status, "workspace_id"));
        Assert.Equal("ready", Text(status, "status"));
        Assert.Equal("127.0.0.1", Text(status, "ssh", "host"));
        Assert.Equal("dev", Text(status, "ssh", "user"));
        Assert.InRange(Number(status, "ssh", "port"), 1024, 65535);
        Assert.Equal("healthy", Text(status, "services", "web", "status"));
        Assert.Equal(8000, Number(status, "services", "web", "port"));
        Assert.InRange(Number(status, "services", "web", "mapped_port"), 23000, 23999);
        Assert.True(At(status, "services", "web").TryGetProperty("url", out _));
        Assert.True(At(status, "repo").TryGetProperty("url", out _));
        Assert.Equal("main", Text(status, "repo", "branch"));
        Assert.Equal(40, Text(status, "repo", "commit").Length);
    }

    [Theory]
    [InlineData("process")]
    [InlineData("docker")]
    public async Task Connect_gives_a_command_that_logs_in(string provider)
    {
        var (nexus, _) = await ready.OfAsync(provider);

        using var json = JsonDocument.Parse(await nexus.NexusAsync("workspace", "connect", provider, "--json"));
        var command = Text(json.RootElement, "ssh_command");
        var known = Path.Combine(nexus.Root, $"known-{provider}");
        var shown = await nexus.ScriptAsync(
            $"{command} -o BatchMode=yes -o StrictHostKeyChecking=accept-new -o UserKnownHostsFile=$1 id -un", known);

        Assert.Equal("dev\n", shown);
        Assert.StartsWith("Host nexus-", Text(json.RootElement, "ssh_config"), StringComparison.Ordinal);
        Assert.StartsWith("vscode://", Text(json.RootElement, "editor_links", "vscode"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("process")]
    [InlineData("docker")]
    public async Task The_block_for_the_ssh_config_never_asks(string provider)
    {
        var (nexus, _) = await ready.OfAsync(provider);
        var config = Path.Combine(nexus.Root, $"config-{provider}");

        using var json = JsonDocument.Parse(await nexus.NexusAsync("workspace", "connect", provider, "--json"));
        await File.WriteAllTextAsync(
            config, Text(json.RootElement, "ssh_config") + "\n", TestContext.Current.CancellationToken);
        var shown = await nexus.ScriptAsync(
            "ssh -F $1 -o BatchMode=yes -o StrictHostKeyChecking=yes nexus-$2 id -un", config, provider);

        Assert.Equal("dev\n", shown);
    }

    [Theory]
    [InlineData("process")]
    [InlineData("docker")]
    public async Task Logs_show_what_each_service_wrote(string provider)
    {
        var (nexus, _) = await ready.OfAsync(provider);

        var echo = await nexus.NexusAsync("workspace", "logs", provider, "echo");
        Assert.Contains("echo listens on 7000", echo, StringComparison.Ordinal);
        Assert.DoesNotContain("web listens on 8000", echo, StringComparison.Ordinal);
        var all = await nexus.NexusAsync("workspace", "logs", provider);
        Assert.Contains("echo listens on 7000", all, StringComparison.Ordinal);
        Assert.Contains("web listens on 8000", all, StringComparison.Ordinal);
    }

    private static JsonElement At(JsonElement json, params ReadOnlySpan<string> path)
    {
        foreach (var name in path)
            json = json.GetProperty(name);
        return json;
    }

    private static string Text(JsonElement json, params ReadOnlySpan<string> path) => At(json, path).GetString() ?? "";

    private static int Number(JsonElement json, params ReadOnlySpan<string> path) => At(json, path).GetInt32();
}
