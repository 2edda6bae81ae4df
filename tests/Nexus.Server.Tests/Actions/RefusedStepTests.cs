using System.Net.Http.Json;
using Nexus.Contracts;
using Nexus.Platform.Ledger;
using Nexus.Server.Tests.Blueprints;
using Nexus.Transport.Control;
using Nexus.Workspaces.Lifecycle;

namespace Nexus.Server.Tests.Actions;

/// <summary>Steps that ask for what cannot be had.</summary>
public sealed class RefusedStepTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("workspace.create", "name: Demo", "workspace.bad_name")]
    [InlineData("workspace.create", "name: demo, repository: 'file:///etc'", "workspace.bad_source")]
    [InlineData("workspace.create", "name: demo, branch: main", "action.bad_input")]
    [InlineData("workspace.create", "name: demo, provider: vm", "workspace.unknown_provider")]
    [InlineData("workspace.create", "name: '{{ inputs.number }}'", "action.bad_input")]
    [InlineData("event.emit", "event_name: host.mended, data: '{{ inputs.number }}'", "action.bad_input")]
    [InlineData("workspace.exec", "workspace: demo", "action.bad_input")]
    [InlineData("workspace.exec", "workspace: demo, argv: [a], command: b", "action.bad_input")]
    [InlineData("container.exec", "workspace: demo, argv: []", "action.bad_input")]
    [InlineData("workspace.exec", "workspace: demo, argv: [[a]]", "action.bad_input")]
    [InlineData("workspace.exec", "workspace: demo, argv: [a], environment: { 'A=B': c }", "action.bad_input")]
    [InlineData("workspace.exec", "workspace: demo, argv: [a], allow_exit: [256]", "action.bad_input")]
    [InlineData("workspace.exec", "workspace: demo, argv: [a], max_output: 0", "action.bad_input")]
    [InlineData("workspace.exec", "workspace: demo, argv: [a], environment: { A: '{{ secrets[\"user/me/x\"] }}' }",
        "secret.not_found")]
    [InlineData("workspace.exec", "workspace: demo, argv: [a]", "workspace.not_found")]
    public async Task What_cannot_be_done_is_told_and_nothing_is_made(string action, string with, string code)
    {
        await using var host = await ServerHost.StartAsync();
        using var client = host.Client();
        const string secret = "/api/v1/secrets/user/me/x";
        await client.PutAsJsonAsync(secret, new("not to be had"), ContractsJson.Default.SecretPutRequest, Ct);
        await client.PromotedAsync(
            Steps.Doing(action, with) + "\ninputs: [ { name: number, default: 1 } ]");
        await client.DeleteAsync(secret, Ct);

        var ended = await host.RunAsync(client, "bp.doing");

        Assert.Equal((RunStatus.Failed, code), (ended.Status, ended.Error?.Code));
        Assert.False(string.IsNullOrEmpty(ended.Error?.Hint));
        Assert.Empty(await host.Ledger.ListAsync(new(WorkspaceStore.Kind, Scope.All), Ct));
    }

    [Fact]
    public async Task Runs_that_wait_leave_room_for_those_they_wait_for()
    {
        await using var host = await ServerHost.StartAsync();
        await using var node = await LivingNode.ConnectAsync(host, await host.JoinAsync());
        node.Held = ControlVerbs.Ensure;
        using var client = host.Client();
        await client.PromotedAsync(Steps.Doing("workcell.create", "purpose: dev"));
        for (var one = 0; one < 33; one++)
            await client.BeginAsync("bp.doing");

        var failed = await host.EventAsync("xyn.run.failed");

        Assert.Equal("workspace.too_many_wait", failed.Data?.GetProperty("error").GetProperty("code").GetString());
        Assert.Equal(0, await host.CountAsync("xyn.run.completed"));
    }
}
