using Nexus.Contracts;
using Nexus.Transport;
using Nexus.Transport.Channels;
using Nexus.Transport.Workspaced;

namespace Nexus.Workspaced.Tests;

/// <summary>A hook has the time that its caller gives it.</summary>
public sealed class HookLimitTests : SandboxTests
{
    [Theory]
    [InlineData("pre_start")]
    [InlineData("post_start")]
    [InlineData("pre_stop")]
    public async Task A_hook_that_takes_too_long_is_killed_and_told_of(string hook)
    {
        await Workspace.ConfigureAsync($"lifecycle: {{{hook}: 'sleep 986 & sleep 986'}}\n");
        await using var channel = await Workspace.OpenAsync(
            Verbs.Hook, new HookRequest(hook, LimitMs: 1500), TransportJson.Default.HookRequest);
        using var frames = new FrameChannel(channel);

        var ended = await Assert.ThrowsAsync<NexusException>(
            () => frames.FinishAsync().WaitAsync(TimeSpan.FromSeconds(60), Ct));

        Assert.Equal(
            ("service.hook_timeout", $"The hook '{hook}' ran longer than 1.5 s and was killed."),
            (ended.Error.Code, ended.Error.Message));
        await Workspace.EventuallyAsync("pgrep -cf '[s]leep 986'", "0\n");
    }
}
