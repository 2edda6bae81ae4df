namespace Nexus.Workspaced.Tests;

public sealed class ConfigureTests : SandboxTests
{
    [Fact]
    public async Task The_provider_that_the_repository_asks_for_is_told()
    {
        var reply = await Workspace.ConfigureAsync("provider: lxc\n");

        Assert.Equal("lxc", reply.Provider);
    }
}
