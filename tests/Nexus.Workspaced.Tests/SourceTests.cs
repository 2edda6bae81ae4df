using System.Text;
using System.Text.Json;
using Nexus.Contracts;
using Nexus.Processes;
using Nexus.Transport;
using Nexus.Transport.Channels;
using Nexus.Transport.Workspaced;

namespace Nexus.Workspaced.Tests;

/// <summary>Real git, from a server inside the sandbox and from bundles made outside.</summary>
public sealed class SourceTests : SandboxTests
{
    private const string Server = "git://127.0.0.1";

    private readonly ProcessRunner _processes = new(TimeProvider.System);

    [Fact]
    public async Task A_repository_is_cloned_once_and_takes_pushes()
    {
        await ServeAsync();

        var view = await FetchAsync(new("git", $"{Server}/app.git", null));
        await Workspace.ExecAsync("echo edited > /home/dev/workspace/file");
        var again = await FetchAsync(new("git", $"{Server}/app.git", null));

        Assert.Equal(($"{Server}/app.git", "main"), (view.Url, view.Branch));
        Assert.Equal(view, again);
        var outcome = await Workspace.ExecAsync("cat file; git config receive.denyCurrentBranch; git status --short");
        Assert.Equal("edited\nupdateInstead\n M file\n", outcome.Output);
    }

    [Fact]
    public async Task A_branch_is_checked_out_and_a_missing_one_explained()
    {
        await ServeAsync();

        var missing = await RefusedAsync(new("git", $"{Server}/app.git", "nope"));
        var view = await FetchAsync(new("git", $"{Server}/app.git", "other"));

        Assert.Equal("source.branch_not_found", missing.Code);
        Assert.Equal("other", view.Branch);
    }

    [Theory]
    [InlineData("file:///etc", "source.url_refused")]
    [InlineData("/etc", "source.url_refused")]
    [InlineData("ext::sh -c id", "source.url_refused")]
    [InlineData("http://127.0.0.1/app.git", "source.url_refused")]
    [InlineData("-oProxyCommand=id:x", "source.url_refused")]
    [InlineData("alias:app.git", "source.url_refused")]
    [InlineData("https://-oProxyCommand=id/x", "source.url_refused")]
    [InlineData("git://127.0.0.1:1/app.git", "source.unreachable")]
    [InlineData("https://127.0.0.1:1/app.git", "source.unreachable")]
    [InlineData("git@127.0.0.1:app.git", "source.unreachable")]
    [InlineData("git://127.0.0.1/none.git", "source.not_found")]
    public async Task What_cannot_be_cloned_is_explained(string url, string code)
    {
        if (code is "source.not_found")
            await ServeAsync();

        Assert.Equal(code, (await RefusedAsync(new("git", url, null))).Code);
    }

    [Fact]
    public async Task A_branch_cannot_be_an_option()
    {
        var error = await Assert.ThrowsAsync<NexusException>(
            () => FetchAsync(new("git", $"{Server}/app.git", "--upload-pack=id")));

        Assert.Equal("source.bad_branch", error.Error.Code);
    }

    [Fact]
    public async Task A_bundle_becomes_the_repository_and_its_commits_are_not_unsaved()
    {
        var bundle = await BundleAsync();

        var view = await FetchAsync(new("bundle", "https://example.com/app.git", "main"), bundle);

        Assert.Equal(("https://example.com/app.git", "main"), (view.Url, view.Branch));
        Assert.True((await UnsavedAsync()).IsNothing);
        Assert.Equal("hello\n", (await Workspace.ExecAsync("cat file")).Output);
    }

    [Fact]
    public async Task A_broken_bundle_is_refused_and_a_good_one_still_works()
    {
        var bundle = await BundleAsync();

        var error = await RefusedAsync(new("bundle", null, null), bundle[..(bundle.Length / 2)]);
        var none = await RefusedAsync(new("bundle", null, null), "no bundle at all"u8.ToArray());
        var view = await FetchAsync(new("bundle", null, null), bundle);

        Assert.Equal(("source.bad_bundle", false), (error.Code, none.Message.EndsWith('.')));
        Assert.Null(view.Url);
    }

    [Fact]
    public async Task Work_that_nobody_else_has_is_counted()
    {
        await FetchAsync(new("bundle", null, null), await BundleAsync());
        await Workspace.ExecAsync("""
            git config user.email a@b; git config user.name a
            echo 1 > committed; git add committed; git commit -qm one
            echo 2 > stashed; git add stashed; git stash -q
            echo 3 >> file; echo 4 > 'new 1'; mkdir d; echo 5 > d/new
            echo 6 > ignored; echo ignored > .git/info/exclude
            """);

        Assert.Equal(new UnsavedReply(1, 2, 1, 1), await UnsavedAsync());
    }

    [Fact]
    public async Task Nothing_to_clone_is_an_empty_repository()
    {
        var view = await FetchAsync(new("none", null, null));

        Assert.Equal(new RepoView(null, "main", null), view);
        Assert.Equal("dev\n", (await Workspace.ExecAsync("stat -c %U .git")).Output);
        Assert.True((await UnsavedAsync()).IsNothing);
    }

    [Fact]
    public async Task A_killed_clone_is_begun_again()
    {
        await ServeAsync();
        await Workspace.ExecAsync("mkdir -p /home/dev/.workspace.partial/.git/objects");

        var view = await FetchAsync(new("git", $"{Server}/app.git", null));

        Assert.Equal("main", view.Branch);
    }

    [Fact]
    public async Task A_link_out_of_the_repository_is_no_configuration()
    {
        await FetchAsync(new("none", null, null));
        await Workspace.ExecAsync("mkdir .nexus; ln -s /etc/passwd .nexus/config.yaml");

        var error = await Assert.ThrowsAsync<NexusException>(() => Workspace.AskAsync(
            Verbs.Configure, null, TransportJson.Default.HelloReply, TransportJson.Default.ConfigureReply));

        Assert.Equal("config.invalid", error.Error.Code);
        Assert.DoesNotContain("root", error.Error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_configuration_services_are_detected()
    {
        await FetchAsync(new("none", null, null));
        await Workspace.ExecAsync("echo 'web: sleep 600' > Procfile");

        var reply = await Workspace.AskAsync(
            Verbs.Configure, null, TransportJson.Default.HelloReply, TransportJson.Default.ConfigureReply);

        Assert.True(reply.IsDetected);
        Assert.Equal("web", Assert.Single(reply.Services).Name);
    }

    private async Task ServeAsync() => await Workspace.ExecAsync("""
        cd /tmp; git init -q -b main seed; cd seed; git config user.email a@b; git config user.name a
        echo hello > file; git add file; git commit -qm first; git branch other
        git clone -q --bare /tmp/seed /tmp/served/app.git
        git daemon --base-path=/tmp/served --export-all --reuseaddr --listen=127.0.0.1 >/dev/null 2>&1 &
        while ! git ls-remote git://127.0.0.1/app.git >/dev/null 2>&1; do sleep 0.05; done
        """);

    private async Task<byte[]> BundleAsync()
    {
        var script = """
            git init -q -b main seed; cd seed; git config user.email a@b; git config user.name a
            echo hello > file; git add file; git commit -qm first; git bundle create -q ../bundle HEAD main
            """;
        var result = await _processes.RunAsync(
            new(new Argv("/bin/sh", "-c", script)) { WorkingDirectory = Workspace.Directory }, Ct);
        Assert.True(result.IsSuccess, result.Error);
        return await File.ReadAllBytesAsync(Path.Combine(Workspace.Directory, "bundle"), Ct);
    }

    private async Task<RepoView> FetchAsync(SourceRequest request, byte[]? bundle = null)
    {
        await using var channel = await Workspace.OpenAsync(Verbs.Source, request, TransportJson.Default.SourceRequest);
        if (bundle is not null)
        {
            await channel.WriteAsync(bundle, Ct);
            await channel.CompleteWritesAsync(Ct);
        }

        using var frames = new FrameChannel(channel);
        var outcome = await frames.FinishAsync();
        return JsonSerializer.Deserialize(Encoding.UTF8.GetBytes(outcome.Output), TransportJson.Default.RepoView)!;
    }

    private async Task<NexusError> RefusedAsync(SourceRequest request, byte[]? bundle = null) =>
        (await Assert.ThrowsAsync<NexusException>(() => FetchAsync(request, bundle))).Error;

    private Task<UnsavedReply> UnsavedAsync() => Workspace.AskAsync(
        Verbs.Unsaved, null, TransportJson.Default.HelloReply, TransportJson.Default.UnsavedReply);
}
