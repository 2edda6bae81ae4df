using System.Net;
using Nexus.Contracts;
using Nexus.Testing;

namespace Nexus.Server.Tests;

/// <summary>What is uploaded is sent on once, and kept until then.</summary>
public sealed class UploadTests : IDisposable
{
    private readonly TemporaryDirectory _home = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private string[] Kept => Directory.Exists(Path.Combine(_home.Path, "state/uploads"))
        ? [.. Directory.EnumerateFiles(Path.Combine(_home.Path, "state/uploads"))]
        : [];

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task It_is_sent_once_and_not_kept_after_that()
    {
        await using var host = await ServerHost.StartAsync(home: _home.Path);
        await using var node = await LivingNode.ConnectAsync(host, await host.JoinAsync());
        using var client = await UploadedAsync(host);
        Assert.Single(Kept);

        await client.AskAsync("up");
        await client.UntilAsync(WorkspaceState.Ready);
        await client.AskAsync("down");
        await client.UntilAsync(WorkspaceState.Stopped);
        await client.AskAsync("up");
        await client.UntilAsync(WorkspaceState.Ready);

        Assert.Equal(["kept", "bundle", "kept"], node.Sources);
        Assert.Empty(Kept);
    }

    [Fact]
    public async Task Another_is_refused_once_it_has_arrived()
    {
        await using var host = await ServerHost.StartAsync(home: _home.Path);
        await using var node = await LivingNode.ConnectAsync(host, await host.JoinAsync());
        using var client = await UploadedAsync(host);
        await client.AskAsync("up");
        await client.UntilAsync(WorkspaceState.Ready);

        await (await SendAsync(client)).RefusedAsync(HttpStatusCode.Conflict, "workspace.source_there");

        Assert.Empty(Kept);
    }

    [Fact]
    public async Task Before_it_has_arrived_another_takes_its_place()
    {
        await using var host = await ServerHost.StartAsync(home: _home.Path);
        using var client = await UploadedAsync(host);

        Assert.Equal(HttpStatusCode.NoContent, (await SendAsync(client, "second")).StatusCode);

        Assert.Equal("second", await File.ReadAllTextAsync(Assert.Single(Kept), Ct));
    }

    [Fact]
    public async Task What_is_lost_with_its_home_is_told()
    {
        await using var host = await ServerHost.StartAsync(home: _home.Path);
        await using var node = await LivingNode.ConnectAsync(host, await host.JoinAsync());
        using var client = await UploadedAsync(host);
        await client.AskAsync("up");
        await client.UntilAsync(WorkspaceState.Ready);
        await client.AskAsync("down");
        await client.UntilAsync(WorkspaceState.Stopped);
        node.HasLostSource = true;

        await client.AskAsync("up");

        Assert.Equal("source.lost", (await client.UntilAsync(WorkspaceState.Error))?.Error?.Code);
    }

    [Fact]
    public async Task One_that_ends_after_its_workspace_leaves_no_file()
    {
        await using var host = await ServerHost.StartAsync(home: _home.Path);
        using var client = await host.RegisteredAsync();
        await client.CreateAsync(new() { WorkspaceName = "demo", Upload = true });
        using var slow = new HeldContent();
        var sending = client.PutAsync("/api/v1/workspaces/demo/source", slow, Ct);
        await slow.Begun.WaitAsync(TimeSpan.FromSeconds(60), Ct);

        await client.AskAsync("rm");
        await client.UntilAsync(null);
        slow.Release();

        await (await sending.WaitAsync(TimeSpan.FromSeconds(60), Ct))
            .RefusedAsync(HttpStatusCode.NotFound, "workspace.not_found");
        Assert.Empty(Kept);
    }

    [Fact]
    public async Task One_that_says_it_is_too_large_is_refused_before_it_comes()
    {
        await using var host = await ServerHost.StartAsync(home: _home.Path);
        using var client = await host.RegisteredAsync();
        await client.CreateAsync(new() { WorkspaceName = "demo", Upload = true });
        using var large = new HeldContent(length: (2L << 30) + 1);

        var answer = await client.PutAsync("/api/v1/workspaces/demo/source", large, Ct)
            .WaitAsync(TimeSpan.FromSeconds(60), Ct);

        await answer.RefusedAsync(HttpStatusCode.UnprocessableEntity, "workspace.upload_too_large");
        Assert.Empty(Kept);
    }

    private static async Task<HttpClient> UploadedAsync(ServerHost host)
    {
        var client = await host.RegisteredAsync();
        await client.CreateAsync(new() { WorkspaceName = "demo", Upload = true });
        Assert.Equal(HttpStatusCode.NoContent, (await SendAsync(client)).StatusCode);
        return client;
    }

    private static async Task<HttpResponseMessage> SendAsync(HttpClient client, string text = "a bundle")
    {
        using var content = new StringContent(text);
        return await client.PutAsync("/api/v1/workspaces/demo/source", content, Ct);
    }
}
