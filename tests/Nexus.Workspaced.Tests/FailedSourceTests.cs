using Nexus.Contracts;
using Nexus.Transport;
using Nexus.Transport.Channels;
using Nexus.Transport.Workspaced;

namespace Nexus.Workspaced.Tests;

/// <summary>What is left behind for whoever wants to know why no source came.</summary>
public sealed class FailedSourceTests : SandboxTests
{
    private const string Nobody = "git://127.0.0.1:1/app.git";

    [Fact]
    public async Task The_hint_is_a_command_and_the_log_has_what_git_said()
    {
        await using var channel = await Workspace.OpenAsync(
            Verbs.Source, new SourceRequest("git", Nobody, null), TransportJson.Default.SourceRequest);
        using var frames = new FrameChannel(channel);

        var error = (await Assert.ThrowsAsync<NexusException>(() => frames.FinishAsync())).Error;

        Assert.EndsWith(
            "'nexus workspace create ws-test --source .'.", error.Hint,
            StringComparison.Ordinal);
        var log = await File.ReadAllTextAsync(Path.Combine(Workspace.Directory, "state", "logs", "nexus.log"), Ct);
        Assert.Contains($"$ git clone --progress -- {Nobody} ", log, StringComparison.Ordinal);
        Assert.Contains("fatal: unable to connect to 127.0.0.1", log, StringComparison.Ordinal);
    }
}
