using Nexus.Contracts;
using Nexus.Transport;
using Nexus.Transport.Channels;

namespace Nexus.Server.Tests;

/// <summary>One id from the request to whatever is done for it.</summary>
public sealed class CorrelationTests
{
    private const string Header = "X-Correlation-Id";
    private const string Id = "my-errand.1";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_callers_id_is_answered_and_stands_in_the_events()
    {
        await using var host = await ServerHost.StartAsync();
        using var client = await host.RegisteredAsync();
        client.DefaultRequestHeaders.Add(Header, Id);

        var answer = await client.CreateAsync(new() { WorkspaceName = "api", Start = false });

        Assert.Equal(Id, Assert.Single(answer.Headers.GetValues(Header)));
        Assert.Equal(Id, (await host.EventAsync("xyn.workspace.created")).CorrelationId);
    }

    [Theory]
    [InlineData("with blanks")]
    [InlineData("a/b")]
    [InlineData("{\"a\":1}")]
    [InlineData("0123456789012345678901234567890123456789012345678901234567890123456789")]
    public async Task An_id_that_could_mislead_a_reader_is_replaced(string id)
    {
        await using var host = await ServerHost.StartAsync();
        using var client = host.Client();
        client.DefaultRequestHeaders.TryAddWithoutValidation(Header, id);

        var failed = await client.GetAsync("/api/v1/workspaces/nobody/status", Ct);

        var answered = Assert.Single(failed.Headers.GetValues(Header));
        Assert.NotEqual(id, answered);
        Assert.Equal(answered, (await failed.ErrorAsync()).CorrelationId);
    }

    [Fact]
    public async Task A_node_is_told_on_whose_errand_its_command_is()
    {
        await using var host = await ServerHost.StartAsync();
        using var client = await host.RegisteredAsync();
        await using var node = await host.NodeAsync("n1");
        client.DefaultRequestHeaders.Add(Header, Id);

        await client.CreateAsync(new() { WorkspaceName = "api" });
        await node.Asked;

        Assert.Equal(Id, Assert.Single(node.Commands).CorrelationId);
    }

    [Fact]
    public async Task An_environment_is_told_on_whose_errand_it_is_asked()
    {
        await using var host = await ServerHost.StartAsync();
        using var client = await host.RegisteredAsync();
        client.DefaultRequestHeaders.Add(Header, Id);
        var joined = await host.JoinAsync();
        await host.PlaceAsync(joined, WorkspaceState.Ready, DesiredState.Up, DateTimeOffset.UnixEpoch);
        await using var stream = await host.StreamAsync(joined);

        var logs = client.GetAsync("/api/v1/workspaces/demo/logs", Ct);
        var asked = await stream.ReadAsync(TransportJson.Default.StreamRequest, Ct);
        await stream.RefuseAsync(new("service.not_found", "None.", "None."), Ct);
        await logs;

        Assert.Equal(Id, asked.CorrelationId);
    }
}
