using System.Net;
using System.Net.Http.Json;
using Nexus.Contracts;
using Nexus.Platform.Ledger;

namespace Nexus.Server.Tests;

public sealed class CreateWorkspaceTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_wish_and_its_run_are_recorded_with_the_workspace()
    {
        await using var host = await ServerHost.StartAsync();
        using var client = await host.RegisteredAsync();

        var response = await client.CreateAsync(new() { WorkspaceName = "api" });

        var accepted = await response.AcceptedAsync();
        Assert.NotNull(accepted.RunId);
        Assert.Equal($"/api/v1/workspaces/{accepted.WorkspaceId}/status", accepted.PollingUrl);
        var events = await host.Ledger.EventsAsync(
            new EventQuery { ResourceId = accepted.WorkspaceId, Limit = 2 }, Ct);
        Assert.Equal(
            ["xyn.workspace.created", "xyn.workspace.up.requested"], events.Select(e => e.Event.EventName).Order());
    }

    [Fact]
    public async Task A_name_is_taken_once()
    {
        await using var host = await ServerHost.StartAsync();
        using var client = await host.RegisteredAsync();
        await client.CreateAsync(new() { WorkspaceName = "api", Start = false });

        var again = await client.CreateAsync(new() { WorkspaceName = "api", Start = false });

        Assert.Equal(HttpStatusCode.Conflict, again.StatusCode);
        Assert.Contains("workspace.name_taken", await again.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Api", null, null, "workspace.bad_name")]
    [InlineData("ws-1", null, null, "workspace.bad_name")]
    [InlineData("-x", null, null, "workspace.bad_name")]
    [InlineData("ok\n", null, null, "workspace.bad_name")]
    [InlineData("a", null, "https://host/x\n", "workspace.bad_source")]
    [InlineData("a", null, "me@host:x\n", "workspace.bad_source")]
    [InlineData("a", "vagrant", null, "workspace.unknown_provider")]
    [InlineData("a", null, "ext::sh -c true", "workspace.bad_source")]
    [InlineData("a", null, "file:///etc", "workspace.bad_source")]
    [InlineData("a", null, "-oProxyCommand=x", "workspace.bad_source")]
    [InlineData("a", null, "https://user:secret@host/x", "workspace.bad_source")]
    public async Task What_cannot_be_made_is_refused_with_a_reason(
        string name, string? provider, string? url, string code)
    {
        await using var host = await ServerHost.StartAsync();
        using var client = await host.RegisteredAsync();

        var response = await client.CreateAsync(new()
        {
            WorkspaceName = name,
            Provider = provider,
            Repo = url is null ? null : new(null, null, url, null),
        });

        Assert.Equal(HttpStatusCode.UnprocessableEntity, response.StatusCode);
        Assert.Contains(code, await response.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_branch_that_is_none_is_not_taken_for_an_address()
    {
        await using var host = await ServerHost.StartAsync();
        using var client = await host.RegisteredAsync();

        var refused = await client.CreateAsync(
            new() { WorkspaceName = "a", Repo = new(null, null, "https://host/x", "-x") });

        var why = (await refused.ErrorAsync()).Error;
        Assert.Equal(("workspace.bad_source", "'-x' is not a branch name."), (why.Code, why.Message));
        Assert.StartsWith("Choose one that 'git branch --all' lists", why.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_branch_and_an_image_are_one_line()
    {
        await using var host = await ServerHost.StartAsync();
        using var client = await host.RegisteredAsync();

        var branch = await client.CreateAsync(
            new() { WorkspaceName = "a", Repo = new(null, null, "https://host/x", "main\n") });
        var image = await client.CreateAsync(new() { WorkspaceName = "a", Image = "debian:12\n" });

        Assert.Equal("workspace.bad_source", (await branch.ErrorAsync()).Error.Code);
        Assert.Equal("workspace.bad_image", (await image.ErrorAsync()).Error.Code);
    }

    [Theory]
    [InlineData("a/../b")]
    [InlineData("..")]
    [InlineData("debian:12..13")]
    public async Task An_image_that_climbs_out_is_refused(string image)
    {
        await using var host = await ServerHost.StartAsync();
        using var client = await host.RegisteredAsync();

        var answer = await client.CreateAsync(new() { WorkspaceName = "a", Image = image });

        Assert.Equal("workspace.bad_image", (await answer.ErrorAsync()).Error.Code);
    }

    [Fact]
    public async Task A_workspace_nobody_could_log_in_to_is_not_made()
    {
        await using var host = await ServerHost.StartAsync();

        var response = await host.Client().CreateAsync(new() { WorkspaceName = "api" });

        Assert.Contains("user.no_key", await response.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_node_the_run_fails_with_what_to_do()
    {
        await using var host = await ServerHost.StartAsync();
        using var client = await host.RegisteredAsync();
        await client.CreateAsync(new() { WorkspaceName = "api", Node = null });

        await host.EventAsync("xyn.workspace.failed");

        var view = await client.GetFromJsonAsync(
            "/api/v1/workspaces/api/status", ContractsJson.Default.WorkspaceView, Ct);
        Assert.Equal((WorkspaceState.Error, "node.none_joined"), (view!.Status, view.Error?.Code));
    }
}
