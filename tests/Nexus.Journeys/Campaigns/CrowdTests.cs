using Nexus.Contracts;
using Nexus.Journeys.Installing;
using Nexus.Processes;

namespace Nexus.Journeys.Campaigns;

/// <summary>README: many at once are served as one is.</summary>
public sealed class CrowdTests(ReadyWorkspaces ready)
{
    private const int Logins = 60;

    /// <summary>Nobody leaves before all are in, and nobody waits for ever.</summary>
    private const string Meet = """
        touch crowd/$1; for i in $(seq 600); do [ $(ls crowd | wc -l) -lt 60 ] || exit 0; sleep 0.1; done; exit 9
        """;

    [Theory]
    [InlineData("process")]
    [InlineData("docker")]
    public async Task Ten_workspaces_made_at_once_are_all_ready(string provider)
    {
        await using var nexus = await Installation.StartAsync(provider);
        var repository = await nexus.MakeRepositoryAsync();
        var names = Enumerable.Range(1, 10).Select(n => $"w{n}").ToList();

        await Task.WhenAll(names.Select(name => nexus.NexusAsync(
            "workspace", "create", name, "--source", repository, "--provider", provider)));

        var all = await Task.WhenAll(names.Select(nexus.StatusAsync));
        Assert.All(all, workspace => Assert.Equal(WorkspaceState.Ready, workspace.Status));
        Assert.Equal(10, all.Select(workspace => workspace.Ssh.Port).Distinct().Count());
        var logins = await Task.WhenAll(all.Select(workspace => nexus.SshAsync(workspace, "echo $NEXUS_WORKSPACE")));
        Assert.Equal(names, logins.Select(login => login.Output.Trim()));
        await Task.WhenAll(names.Select(name => nexus.NexusAsync("workspace", "rm", name, "--yes")));
        foreach (var workspace in all)
            await nexus.LeavesNothingOfAsync(workspace);
    }

    [Theory]
    [InlineData("process")]
    [InlineData("docker")]
    public async Task Sixty_are_logged_in_at_once_through_one_door(string provider)
    {
        var (nexus, workspace) = await ready.OfAsync(provider);
        var script = Path.Combine(nexus.Root, $"meet-{provider}");
        await File.WriteAllTextAsync(script, Meet, TestContext.Current.CancellationToken);
        await nexus.SshAsync(workspace, "mkdir crowd");

        var logins = await Task.WhenAll(Enumerable.Range(0, Logins).Select(n => nexus.TryRunAsync(new Argv(
            "/bin/sh",
            [
                "-c", "script=$1; shift; exec \"$@\" <\"$script\"", "sh", script, "ssh",
                .. nexus.SshOptions(workspace), $"dev@{workspace.Ssh.Host}", $"sh -s {n}",
            ]))));

        Assert.All(logins, login => Assert.Equal((0, ""), (login.ExitCode, login.Error)));
        await nexus.SshAsync(workspace, "rm -r crowd");
    }
}
