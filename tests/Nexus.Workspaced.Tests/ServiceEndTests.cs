using Nexus.Contracts;

namespace Nexus.Workspaced.Tests;

/// <summary>What becomes of a service that exited with 0.</summary>
public sealed class ServiceEndTests : SandboxTests
{
    [Fact]
    public async Task What_ended_well_starts_again_only_when_it_always_shall()
    {
        const string ends = "while ! test -e /tmp/end; do sleep 0.1; done";
        await Workspace.StartAsync($$"""
            services:
              always: {command: "while ! test -e /tmp/again; do sleep 0.1; done; rm /tmp/again", restart: always}
              failure: {command: "{{ends}}", restart: on-failure}
              never: {command: "{{ends}}", restart: never}
            """);
        await Workspace.WatchAsync(now => now.Services.All(service => service.State is ServiceState.Healthy));

        await Workspace.ExecAsync("touch /tmp/end");
        await Workspace.WaitForAsync("failure", ServiceState.Stopped);
        await Workspace.WaitForAsync("never", ServiceState.Stopped);
        await Workspace.ExecAsync("touch /tmp/again");
        var seen = await Workspace.WatchAsync(now => now.Of("always") is { Restarts: 1, State: ServiceState.Healthy });

        Assert.Equal(0, seen[^1].Of("always").LastExitCode);
        Assert.All([seen[^1].Of("failure"), seen[^1].Of("never")], service => Assert.Equal(
            (ServiceState.Stopped, 0, 0), (service.State, service.Restarts, service.LastExitCode)));
    }
}
