using Nexus.Contracts;
using Nexus.Journeys.Installing;

namespace Nexus.Journeys.Running;

/// <summary>README: a service starts anew, alone or with the others, with the configuration as it is then.</summary>
public sealed class RestartTests(ReadyWorkspaces ready)
{
    [Theory]
    [InlineData("process")]
    [InlineData("docker")]
    public async Task One_service_starts_anew_and_all_with_the_configuration_as_it_is_then(string provider)
    {
        var (nexus, _) = await ready.OfAsync(provider);
        var name = $"restart-{provider}";
        var repository = await nexus.MakeRepositoryAsync(name);
        await nexus.NexusAsync("workspace", "create", name, "--source", repository, "--provider", provider);
        var before = await nexus.StatusAsync(name);

        await nexus.NexusAsync("workspace", "restart", name, "echo");
        var one = await nexus.StatusAsync(name);

        Assert.Equal(WorkspaceState.Ready, one.Status);
        Assert.True(one.Services["echo"].StartedAt > before.Services["echo"].StartedAt);
        Assert.Equal(before.Services["web"].StartedAt, one.Services["web"].StartedAt);

        await nexus.NexusAsync(
            "workspace", "exec", name, "--", "sed", "-i", "/internal: true/d", ".nexus/config.yaml");
        await nexus.NexusAsync("workspace", "restart", name);
        var all = await nexus.StatusAsync(name);

        Assert.Equal(WorkspaceState.Ready, all.Status);
        Assert.True(all.Services["web"].StartedAt > one.Services["web"].StartedAt);
        Assert.Equal(before.Services["web"].MappedPort, all.Services["web"].MappedPort);
        Assert.NotNull(all.Services["echo"].MappedPort);
        await RefusesAsync(nexus, name);
    }

    [Fact]
    public async Task What_the_configuration_adds_and_gives_up_is_told_until_up_follows_it()
    {
        var (nexus, _) = await ready.OfAsync("process");
        const string name = "restart-other";
        var repository = await nexus.MakeRepositoryAsync(name);
        await nexus.NexusAsync("workspace", "create", name, "--source", repository, "--provider", "process");
        await nexus.NexusAsync(
            "workspace", "exec", name, "--", "sed", "-i", "s/^  echo:/  late:/; s/\\[echo\\]/[]/",
            ".nexus/config.yaml");

        var restarted = await nexus.TryNexusAsync("workspace", "restart", name, "web");
        var partial = await nexus.StatusAsync(name);
        await nexus.NexusAsync("workspace", "up", name);
        var up = await nexus.StatusAsync(name);

        Assert.Equal(1, restarted.ExitCode);
        Assert.Contains(
            $"error: Not as configured in '{name}': not started: late; not stopped: echo. [workspace.other_services]",
            restarted.Error, StringComparison.Ordinal);
        Assert.Equal(WorkspaceState.Partial, partial.Status);
        Assert.Equal(
            [("web", ServiceState.Healthy), ("late", ServiceState.Stopped), ("echo", ServiceState.Healthy)],
            partial.Services.Select(service => (service.Key, service.Value.Status))
                .OrderByDescending(service => service.Key, StringComparer.Ordinal));
        Assert.Equal(WorkspaceState.Ready, up.Status);
        Assert.Equal(["late", "web"], up.Services.Keys.Order(StringComparer.Ordinal));
        Assert.All(up.Services.Values, service => Assert.Equal(ServiceState.Healthy, service.Status));
        Assert.Equal(partial.Services["web"].StartedAt, up.Services["web"].StartedAt);
        await nexus.NexusAsync("workspace", "rm", name, "--yes", "--force");
    }

    private static async Task RefusesAsync(Installation nexus, string name)
    {
        var unknown = await nexus.TryNexusAsync("workspace", "restart", name, "nobody");
        Assert.Equal(1, unknown.ExitCode);
        Assert.Contains("no service 'nobody'", unknown.Error, StringComparison.Ordinal);
        Assert.Equal(WorkspaceState.Ready, (await nexus.StatusAsync(name)).Status);

        await nexus.NexusAsync("workspace", "down", name);
        var down = await nexus.TryNexusAsync("workspace", "restart", name);
        Assert.Equal(5, down.ExitCode);
        Assert.Contains($"nexus workspace up {name}", down.Error, StringComparison.Ordinal);
        await nexus.NexusAsync("workspace", "rm", name, "--yes", "--force");
    }
}
