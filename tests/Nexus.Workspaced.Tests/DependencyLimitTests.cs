using Nexus.Contracts;
using Nexus.Transport;
using Nexus.Transport.Channels;
using Nexus.Transport.Workspaced;

namespace Nexus.Workspaced.Tests;

public sealed class DependencyLimitTests : SandboxTests
{
    [Fact]
    public async Task What_takes_too_long_tells_its_last_output_and_the_command_to_repeat()
    {
        await Workspace.SetupAsync(new("h", null, [], new Dictionary<string, string>
        {
            ["PATH"] = "/home/dev/bin:/usr/bin:/bin",
        }));
        await Workspace.ExecAsync("""
            mkdir -p ~/bin ~/workspace && printf 'deps:\n' >~/workspace/Makefile
            printf '#!/bin/sh\necho still at it; exec sleep 761\n' >~/bin/make && chmod +x ~/bin/make
            """);
        await Workspace.ConfigureAsync("services: {}\n");

        var error = (await Assert.ThrowsAsync<NexusException>(InstallAsync)).Error;

        Assert.Equal(
            new("dependencies.failed",
                "Installing the dependencies took longer than 2 seconds, and then 'make deps' was ended. "
                    + "Its last output: still at it",
                "Mend it and repeat: nexus workspace exec ws-test 'make deps'; then nexus workspace up ws-test. "
                    + "A lifecycle.pre_start in .nexus/config.yaml replaces it."),
            error);
        await Workspace.EventuallyAsync("pgrep -c -f '^sleep 761'", "0\n");
    }

    private async Task InstallAsync()
    {
        await using var channel = await Workspace.OpenAsync(
            Verbs.Dependencies, new DependenciesRequest(2000), TransportJson.Default.DependenciesRequest);
        using var frames = new FrameChannel(channel);
        await frames.FinishAsync();
    }
}
