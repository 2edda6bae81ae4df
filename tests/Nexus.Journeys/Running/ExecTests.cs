using Nexus.Journeys.Installing;

namespace Nexus.Journeys.Running;

/// <summary>README: exec runs a command as if it were here: streams, input and exit code.</summary>
public sealed class ExecTests(ReadyWorkspaces ready)
{
    [Theory]
    [InlineData("process")]
    [InlineData("docker")]
    public async Task Streams_and_the_exit_code_are_the_commands(string provider)
    {
        var (nexus, _) = await ready.OfAsync(provider);

        var result = await nexus.TryNexusAsync(
            "workspace", "exec", provider, "--",
            "sh", "-c", "id -un; pwd; echo \"$1\"; echo oops >&2; exit 42", "sh", "a  b");

        Assert.Equal(
            (42, "dev\n/home/dev/workspace\na  b\n", "oops\n"), (result.ExitCode, result.Output, result.Error));
    }

    [Theory]
    [InlineData("process")]
    [InlineData("docker")]
    public async Task Input_goes_in_until_its_end(string provider)
    {
        var (nexus, _) = await ready.OfAsync(provider);

        var (here, there) = await BothAsync(
            nexus, "head -c 5000000 /dev/zero | tee input-$1 | $NEXUS workspace exec $1 -- sha256sum", provider);

        Assert.Equal(here, there);
    }

    [Theory]
    [InlineData("process")]
    [InlineData("docker")]
    public async Task A_command_that_is_not_there_is_ours_to_explain(string provider)
    {
        var (nexus, _) = await ready.OfAsync(provider);

        var result = await nexus.TryNexusAsync("workspace", "exec", provider, "--", "no-such-program");

        Assert.Contains("no-such-program", result.Error, StringComparison.Ordinal);
        Assert.NotEqual(0, result.ExitCode);
    }

    [Theory]
    [InlineData("process")]
    [InlineData("docker")]
    public async Task A_terminal_is_one_inside(string provider)
    {
        var (nexus, _) = await ready.OfAsync(provider);

        var shown = await nexus.NexusAsync(
            "workspace", "exec", "--tty", provider, "--", "sh", "-c", "test -t 1 && tty");

        Assert.StartsWith("/dev/pts/", shown, StringComparison.Ordinal);
    }

    /// <summary>A container full of work still answers who asks how it is.</summary>
    [Fact]
    public async Task What_runs_in_a_container_comes_after_its_daemon()
    {
        var (nexus, workspace) = await ready.OfAsync("docker");

        var login = await nexus.SshAsync(workspace, "nice");

        Assert.Equal("10\n", await nexus.NexusAsync("workspace", "exec", "docker", "--", "nice"));
        Assert.Equal("10\n", login.Output);
    }

    private static async Task<(string Here, string There)> BothAsync(
        Installation nexus, string pipeline, string provider)
    {
        var there = await nexus.ScriptAsync(pipeline, provider);
        return (await nexus.ScriptAsync("sha256sum < input-$1", provider), there);
    }
}
