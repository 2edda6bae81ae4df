using Nexus.Contracts;
using Nexus.Transport;
using Nexus.Transport.Channels;
using Nexus.Transport.Workspaced;

namespace Nexus.Workspaced.Tests;

/// <summary>What a removal would lose must not be answered with a guess.</summary>
public sealed class UnsavedTests : SandboxTests
{
    [Fact]
    public async Task What_the_user_put_into_an_empty_workspace_is_counted()
    {
        await MakeAsync("mkdir -p a/.b; echo 1 > a/.b/c; echo 2 > d");

        Assert.Equal(new UnsavedReply(0, 2, 0, 0), await UnsavedAsync());
    }

    [Fact]
    public async Task Files_without_a_repository_are_counted()
    {
        await MakeAsync("rm -r .git; mkdir -p a/.b; echo 1 > a/.b/c; echo 2 > d; ln -s /usr e");

        Assert.Equal(new UnsavedReply(0, 3, 0, 0), await UnsavedAsync());
    }

    [Fact]
    public async Task Files_before_there_is_a_repository_are_counted()
    {
        Directory.CreateDirectory(Path.Combine(Workspace.Home, "workspace"));
        await File.WriteAllTextAsync(Path.Combine(Workspace.Home, "workspace", "file"), "mine", Ct);

        Assert.Equal(new UnsavedReply(0, 1, 0, 0), await UnsavedAsync());
    }

    [Fact]
    public async Task Commits_that_git_cannot_count_are_not_taken_for_none()
    {
        await MakeAsync("""
            git config user.email a@b; git config user.name a; git commit -q --allow-empty -m one
            git commit -q --allow-empty -m two; rm -f ".git/objects/$(git rev-parse HEAD~ | sed 's|..|&/|')"
            """);

        Assert.Equal("source.failed", await RefusedAsync());
    }

    [Fact]
    public async Task Stashes_that_git_cannot_list_are_not_taken_for_none()
    {
        await MakeAsync("""
            git config user.email a@b; git config user.name a; echo 1 > f; git add f; git commit -qm one
            echo 2 > f; git stash -q; echo broken > .git/logs/refs/stash; git checkout -q --detach
            rm -f ".git/objects/$(git rev-parse refs/stash | sed 's|..|&/|')"
            """);

        Assert.Equal("source.failed", await RefusedAsync());
    }

    private async Task MakeAsync(string script)
    {
        var request = new SourceRequest("none", null, null);
        await using (var channel = await Workspace.OpenAsync(
            Verbs.Source, request, TransportJson.Default.SourceRequest))
        {
            using var frames = new FrameChannel(channel);
            await frames.FinishAsync();
        }

        var outcome = await Workspace.ExecAsync(script);
        Assert.Equal(0, outcome.ExitCode);
    }

    private Task<UnsavedReply> UnsavedAsync() => Workspace.AskAsync(
        Verbs.Unsaved, null, TransportJson.Default.HelloReply, TransportJson.Default.UnsavedReply);

    private async Task<string> RefusedAsync() =>
        (await Assert.ThrowsAsync<NexusException>(UnsavedAsync)).Error.Code;
}
