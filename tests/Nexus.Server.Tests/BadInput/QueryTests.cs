using System.Net;
using Nexus.Contracts;

namespace Nexus.Server.Tests.BadInput;

/// <summary>A query or a name that fits nothing is refused, and not left aside.</summary>
public sealed class QueryTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("workspaces", "limit", "abc")]
    [InlineData("workspaces", "limit", "99999999999")]
    [InlineData("workspaces", "limit", "")]
    [InlineData("users", "limit", "0")]
    [InlineData("nodes", "limit", "-1")]
    [InlineData("artifacts", "limit", "501")]
    [InlineData("users/invitations", "limit", "501")]
    [InlineData("runs/01900000-0000-7000-8000-000000000000/steps", "limit", "0")]
    [InlineData("workspaces", "cursor", "zz")]
    [InlineData("workspaces", "cursor", "node-01900000000070008000000000000000")]
    [InlineData("users", "cursor", "zz")]
    [InlineData("nodes", "cursor", "zz")]
    [InlineData("runs", "cursor", "zz")]
    [InlineData("events", "cursor", "zz")]
    [InlineData("artifacts", "cursor", "zz")]
    [InlineData("users/invitations", "cursor", "zz")]
    [InlineData("secrets", "cursor", "zz")]
    [InlineData("secrets", "limit", "0")]
    [InlineData("artifacts", "kind", "A b")]
    [InlineData("artifacts", "run_id", "zz")]
    [InlineData("events", "run_id", "zz")]
    [InlineData("events", "resource_id", "")]
    [InlineData("events", "event_name", "xyn.workspace.redy")]
    [InlineData("events", "event_name", "nope")]
    [InlineData("events/stream", "event_name", "nope")]
    [InlineData("events/stream", "after", "x")]
    [InlineData("workspaces/a/logs", "since", "garbage")]
    [InlineData("workspaces/a/logs", "tail", "-1")]
    [InlineData("workspaces/a/logs", "tail", "x")]
    [InlineData("workspaces/a/logs", "follow", "1")]
    public async Task A_parameter_that_does_not_fit_is_named_and_shown(string path, string parameter, string value)
    {
        await using var host = await ServerHost.StartAsync();
        using var client = host.Client();

        var error = await ErrorAsync(await client.GetAsync($"/api/v1/{path}?{parameter}={value}", Ct));

        Assert.Equal(("request.invalid", parameter), (error.Code, error.Details?["field"]));
        Assert.Contains(value, error.Message, StringComparison.Ordinal);
        Assert.NotEmpty(error.Hint ?? "");
    }

    [Theory]
    [InlineData("GET", "workspaces?Limit=1", "Limit", "cursor, limit")]
    [InlineData("GET", "events?event=xyn.run.created", "event", "limit, cursor, event_name, run_id, resource_id")]
    [InlineData("GET", "events?limit=1&limit=2", "limit", "once")]
    [InlineData("POST", "workspaces/a/rm?force=true", "force", "Leave the query out")]
    [InlineData("GET", "workspaces/a/exec?command=ls", "command", "Leave the query out")]
    [InlineData("GET", "runs/01900000-0000-7000-8000-000000000000?id=1", "id", "Leave the query out")]
    public async Task A_parameter_that_a_route_does_not_take_is_refused(
        string method, string path, string parameter, string hint)
    {
        await using var host = await ServerHost.StartAsync();
        using var client = host.Client();

        var error = await ErrorAsync(await client.SendAsync(new(new(method), $"/api/v1/{path}"), Ct));

        Assert.Equal(("request.invalid", parameter), (error.Code, error.Details?["field"]));
        Assert.Contains(hint, error.Hint, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET", "workspaces/..%2Fx/status", "No workspace '../x'.")]
    [InlineData("GET", "nodes/a%2fb", "No node 'a/b' has joined.")]
    [InlineData("DELETE", "users/%2f", "There is no user '/'.")]
    public async Task A_name_with_a_slash_is_shown_as_it_was_typed(string method, string path, string told)
    {
        await using var host = await ServerHost.StartAsync();
        using var client = host.Client();

        var response = await client.SendAsync(new(new(method), $"/api/v1/{path}"), Ct);

        var error = (await response.ErrorAsync()).Error;
        Assert.Equal((HttpStatusCode.NotFound, told), (response.StatusCode, error.Message));
    }

    private static async Task<NexusError> ErrorAsync(HttpResponseMessage response)
    {
        Assert.Equal(HttpStatusCode.UnprocessableEntity, response.StatusCode);
        return (await response.ErrorAsync()).Error;
    }
}
