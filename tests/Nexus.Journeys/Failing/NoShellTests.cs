using Nexus.Contracts;
using Nexus.Journeys.Installing;
using Nexus.Processes;

namespace Nexus.Journeys.Failing;

/// <summary>An image of one's own that has no <c>/bin/sh</c>, which commands are texts for.</summary>
public sealed class NoShellTests(ReadyWorkspaces ready)
{
    private const string Image = "nexus/no-shell:1";

    [Fact]
    public async Task What_an_image_lacks_is_named_and_programs_run_all_the_same()
    {
        var (nexus, _) = await ready.OfAsync("docker");
        await nexus.ScriptAsync($"""
            made=$(docker create --entrypoint rm nexus/debian:12 -f /bin/sh)
            docker start -a $made && docker commit --change 'ENTRYPOINT []' $made {Image} && docker rm $made
            """);
        var repository = await nexus.MakeRepositoryAsync("no-shell");

        var made = await nexus.TryNexusAsync(
            "workspace", "create", "no-shell", "--source", repository, "--provider", "docker", "--image", Image);
        var shown = await nexus.StatusAsync("no-shell");
        var text = await nexus.TryNexusAsync("workspace", "exec", "no-shell", "echo here");

        Assert.NotEqual(0, made.ExitCode);
        Assert.Equal(WorkspaceState.Partial, shown.Status);
        Assert.StartsWith("command not found: /bin/sh", shown.Services["echo"].Reason, StringComparison.Ordinal);
        Assert.Equal((127, "nexus: /bin/sh: No such file or directory"), (text.ExitCode, text.Error.Trim()));
        Assert.Equal("here", (await nexus.NexusAsync("workspace", "exec", "no-shell", "--", "echo", "here")).Trim());
        await nexus.NexusAsync("workspace", "rm", "no-shell", "--yes", "--force");
        await nexus.RunAsync(new Argv("docker", "rmi", Image));
    }
}
