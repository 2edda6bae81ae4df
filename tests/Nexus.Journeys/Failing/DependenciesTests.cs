using Nexus.Contracts;
using Nexus.Journeys.Installing;
using Nexus.Processes;

namespace Nexus.Journeys.Failing;

/// <summary>README: dependencies are installed by what is found, and a failure says how to go on.</summary>
public sealed class DependenciesTests(ReadyWorkspaces ready)
{
    [Fact]
    public async Task What_fails_is_shown_with_the_command_to_repeat_and_what_succeeded_is_not_repeated()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/make"), "no make on this machine");
        var (nexus, _) = await ready.OfAsync("process");
        var repository = await nexus.MakeRepositoryAsync("deps");
        await nexus.ScriptAsync(
            """
            printf 'deps:\n\techo no such package; test -e $(HOME)/mended\n\techo run >>$(HOME)/runs\n' >$1/Makefile
            """, repository);
        await CommitAsync(nexus, repository);

        var failed = await nexus.TryNexusAsync(
            "workspace", "create", "deps", "--source", repository, "--provider", "process");
        Assert.Equal(1, failed.ExitCode);
        Assert.Contains("no such package", failed.Error, StringComparison.Ordinal);
        Assert.Contains("nexus workspace exec deps 'make deps'", failed.Error, StringComparison.Ordinal);

        await nexus.NexusAsync("workspace", "exec", "deps", "touch ~/mended");
        await nexus.NexusAsync("workspace", "up", "deps");
        await nexus.NexusAsync("workspace", "down", "deps");
        await nexus.NexusAsync("workspace", "up", "deps");

        Assert.Equal(WorkspaceState.Ready, (await nexus.StatusAsync("deps")).Status);
        Assert.Equal("run\n", await nexus.NexusAsync("workspace", "exec", "deps", "cat ~/runs"));
        await nexus.NexusAsync("workspace", "rm", "deps", "--yes", "--force");
    }

    [Fact]
    public async Task A_tool_that_the_image_lacks_is_named_with_how_to_get_it()
    {
        var (nexus, _) = await ready.OfAsync("docker");
        var repository = await nexus.MakeRepositoryAsync("tool");
        await nexus.ScriptAsync("touch $1/Cargo.toml", repository);
        await CommitAsync(nexus, repository);

        var failed = await nexus.TryNexusAsync(
            "workspace", "create", "tool", "--source", repository, "--provider", "docker");

        Assert.Equal(6, failed.ExitCode);
        Assert.Contains("dependencies.tool_missing", failed.Error, StringComparison.Ordinal);
        Assert.Contains("nexus image build --name my/image:1 --with cargo", failed.Error, StringComparison.Ordinal);
        await nexus.NexusAsync("workspace", "rm", "tool", "--yes", "--force");
    }

    private static async Task CommitAsync(Installation nexus, string repository)
    {
        await nexus.RunAsync(new Argv("git", "-C", repository, "add", "-A"));
        await nexus.RunAsync(new Argv(
            "git", "-C", repository, "-c", "user.name=n", "-c", "user.email=n@localhost", "commit", "-qm", "second"));
    }
}
