namespace Nexus.Workspaced.Tests;

/// <summary>As in a container, whose root may not look into the processes of others.</summary>
public sealed class ContainerPortTests() : SandboxTests(mayTrace: false)
{
    [Fact]
    public async Task The_port_a_service_listens_on_instead_is_asked_of_its_own_user()
    {
        await Workspace.StartAsync("""
            services:
              web: {command: "exec python3 -m http.server 5301 --bind 127.0.0.1", port: 5300}
            """);

        var seen = await Workspace.WatchAsync(now => now.Of("web").Reason is not null);

        Assert.Equal("it listens on 5301, not on 5300", seen[^1].Of("web").Reason);
    }
}
