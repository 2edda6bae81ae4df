using Nexus.Contracts;
using Nexus.Journeys.Installing;
using Nexus.Processes;

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
    [InlineData("--repo", "hint: Mend it in the repository and create 'shop' again: nothing was left behind.")]
    [InlineData("--source", "work:.nexus/config.yaml:1:")]
    public async Task A_config_of_another_branch_leaves_nothing_when_it_is_wrong(string from, string told)
    {
        await using var nexus = await Installation.StartAsync("process");
        const string name = "shop";
        var repository = await nexus.MakeRepositoryAsync(name);
        await nexus.RunAsync(new Argv("git", "-C", repository, "checkout", "-q", "-b", "work"));
        await CommitAsync(nexus, repository, "services: {web: {command: perl web.pl, port: 80000, needs: echo}}");
        await nexus.RunAsync(new Argv("git", "-C", repository, "checkout", "-q", "main"));
        await using var daemon = new GitDaemon(nexus);
        string[] create = ["workspace", "create", name, "--provider", "process", "--branch", "work", .. from is "--repo"
            ? (string[])["--repo", daemon.UrlOf(name)]
            : ["--source", repository]];

        var made = await nexus.TryNexusAsync(create);

        Assert.Equal(2, made.ExitCode);
        Assert.Contains("'services.web.needs' is not a key", made.Error, StringComparison.Ordinal);
        Assert.Contains("'services.web.port' cannot be '80000'", made.Error, StringComparison.Ordinal);
        Assert.Contains(told, made.Error, StringComparison.Ordinal);
        await NothingIsLeftAsync(nexus);

        await nexus.RunAsync(new Argv("git", "-C", repository, "checkout", "-q", "work"));
        await CommitAsync(nexus, repository, "services: {web: {command: perl web.pl, port: 8000}}");
        await nexus.NexusAsync(create);
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

    private static async Task NothingIsLeftAsync(Installation nexus)
    {
        Assert.DoesNotContain(
            "workspace_name", await nexus.NexusAsync("workspace", "list", "--json"), StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(nexus.NodeState, "environment.json", SearchOption.AllDirectories));
        Assert.All(
            Directory.EnumerateDirectories(Path.Combine(nexus.Home, "state"))
                .Where(folder => Path.GetFileName(folder) is not ("logs" or "data")),
            folder => Assert.Empty(Directory.EnumerateFileSystemEntries(folder)));
        using var http = await nexus.HttpAsync();
        Assert.Contains(
            "nexus_ports_leased{kind=\"ssh\"} 0\n",
            await http.GetStringAsync(new Uri("/metrics", UriKind.Relative), Ct), StringComparison.Ordinal);
    }

    private static async Task<string> MakeAsync(Installation nexus, string name, string config)
    {
        var repository = await nexus.MakeRepositoryAsync(name);
        await CommitAsync(nexus, repository, config);
        return repository;
    }

    private static async Task CommitAsync(Installation nexus, string repository, string config)
    {
        await File.WriteAllTextAsync(Path.Combine(repository, ".nexus", "config.yaml"), config, Ct);
        await nexus.ScriptAsync(
            "git -C $1 -c user.name=n -c user.email=n@localhost commit -qam config", repository);
    }
}
