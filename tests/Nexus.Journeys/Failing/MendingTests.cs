using Nexus.Contracts;
using Nexus.Journeys.Installing;

namespace Nexus.Journeys.Failing;

/// <summary>README: what is wrong is said at once and where; mended, the same command goes on.</summary>
public sealed class MendingTests(ReadyWorkspaces ready)
{
    private const string Broken = """
        services:
          good:
            command: "perl echo.pl"
            port: 7000
            internal: true
          bad:
            command: "echo not today >&2; exit 3"
            port: 7001
            depends_on: [good]
          waits:
            command: "perl web.pl"
            port: 8000
            depends_on: [bad]
        """;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("process")]
    [InlineData("docker")]
    public async Task Every_problem_of_a_config_is_shown_at_once_with_its_place(string provider)
    {
        var (nexus, _) = await ready.OfAsync(provider);
        var name = $"config-{provider}";
        var repository = await MakeAsync(nexus, name, """
            services:
              web:
                command: "perl web.pl"
                port: 80000
                depends_on: [nobody]
                comand: "typo"
            """);

        var made = await nexus.TryNexusAsync(
            "workspace", "create", name, "--source", repository, "--provider", provider);

        Assert.NotEqual(0, made.ExitCode);
        Assert.Contains("config.yaml:4:11", made.Error, StringComparison.Ordinal);
        Assert.Contains("config.yaml:5:17", made.Error, StringComparison.Ordinal);
        Assert.Contains("config.yaml:6:5", made.Error, StringComparison.Ordinal);
        await nexus.TryNexusAsync("workspace", "rm", name, "--yes", "--force");
    }

    [Theory]
    [InlineData("process")]
    [InlineData("docker")]
    public async Task A_failing_service_stops_its_dependents_only_and_up_goes_on_once_mended(string provider)
    {
        var (nexus, _) = await ready.OfAsync(provider);
        var name = $"mend-{provider}";
        var repository = await MakeAsync(nexus, name, Broken);

        await nexus.TryNexusAsync("workspace", "create", name, "--source", repository, "--provider", provider);

        var partial = await nexus.StatusAsync(name);
        Assert.Equal(WorkspaceState.Partial, partial.Status);
        Assert.Equal("workspace.services_unhealthy", partial.Error?.Code);
        Assert.Equal(
            (ServiceState.Healthy, ServiceState.Failed),
            (partial.Services["good"].Status, partial.Services["bad"].Status));
        Assert.Contains(partial.Services["waits"].Status, (ServiceState[])[ServiceState.Pending, ServiceState.Stopped]);
        Assert.Contains(
            "not today", await nexus.NexusAsync("workspace", "logs", name, "bad"), StringComparison.Ordinal);

        await nexus.NexusAsync(
            "workspace", "exec", name, "--", "sed", "-i", "s/echo not today.*\"/exec sleep 1000\"/; s/port: 7001//",
            ".nexus/config.yaml");
        await nexus.NexusAsync("workspace", "up", name);
        var mended = await nexus.StatusAsync(name);
        Assert.Equal(WorkspaceState.Ready, mended.Status);
        Assert.All(mended.Services.Values, service => Assert.Equal(ServiceState.Healthy, service.Status));
        await nexus.NexusAsync("workspace", "rm", name, "--yes", "--force");
    }

    private static async Task<string> MakeAsync(Installation nexus, string name, string config)
    {
        var repository = await nexus.MakeRepositoryAsync(name);
        await File.WriteAllTextAsync(Path.Combine(repository, ".nexus", "config.yaml"), config, Ct);
        await nexus.ScriptAsync(
            "git -C $1 -c user.name=n -c user.email=n@localhost commit -qam config", repository);
        return repository;
    }
}
