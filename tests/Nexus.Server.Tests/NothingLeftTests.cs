using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Nexus.Contracts;
using Nexus.Server.Tests.Repeated;
using Nexus.Transport.Control;
using Nexus.Workspaces.Ports;

namespace Nexus.Server.Tests;

/// <summary>What was asked for and cannot be had leaves nothing behind but an explained run.</summary>
public sealed class NothingLeftTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_image_that_is_not_there_leaves_nothing()
    {
        await using var host = await StartAsync();
        using var client = await host.RegisteredAsync();
        await using var node = await FakeNode.ConnectAsync(
            host, await host.JoinAsync(), FakeNode.Hello(), _ => true);
        node.Refuses = asked => asked.Verb is ControlVerbs.Ensure
            ? new("image.not_found", "This node has no image 'nexus/none:1'.", "Build it.")
            : null;

        var made = await client.CreateAsync(new() { WorkspaceName = "api", Image = "nexus/none:1" });

        await IsGoneAsync(host, client, made, "image.not_found");
    }

    [Theory]
    [InlineData("source.branch_not_found", false, true)]
    [InlineData("source.unreachable", false, true)]
    [InlineData("source.branch_not_found", true, false)]
    [InlineData("image.not_found", true, false)]
    [InlineData("docker.failed", false, false)]
    [InlineData("node.unreachable", false, false)]
    public void Only_what_has_nothing_of_anybodys_goes(string code, bool hasSource, bool isNothing)
    {
        var workspace = Placed.Workspace(
            new("node-1", "n1", "docker", IsMade: true), WorkspaceState.Creating, DesiredState.Up,
            DateTimeOffset.UnixEpoch);
        if (hasSource)
        {
            workspace = workspace with
            {
                HostPublicKey = "ssh-ed25519 AAAA",
                Repo = new("https://host/repo", "main", "abc"),
            };
        }

        Assert.Equal(isNothing, workspace.IsNothingAfter(new(code, "It failed.", "Mend it.")));
    }

    private static Task<ServerHost> StartAsync() => ServerHost.StartAsync(configure: services =>
        services.AddSingleton(Options.Create(new PortOptions { Bind = "127.22.22.98" })));

    private static async Task IsGoneAsync(
        ServerHost host, HttpClient client, HttpResponseMessage made, string code)
    {
        var run = (await made.AcceptedAsync()).RunId;
        await host.EventAsync("xyn.workspace.removed");

        var status = await client.GetAsync("/api/v1/workspaces/api/status", Ct);
        var told = await (await client.GetAsync($"/api/v1/runs/{run}", Ct)).ReadAsync(ContractsJson.Default.RunView);

        Assert.Equal(HttpStatusCode.NotFound, status.StatusCode);
        Assert.Equal(code, told.Error?.Code);
        Assert.All(
            await host.RowsAsync("lease"),
            row => Assert.Contains("released_at", row.Body, StringComparison.Ordinal));
    }
}
