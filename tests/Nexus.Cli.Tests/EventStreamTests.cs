using System.Text;
using Nexus.Client;

namespace Nexus.Cli.Tests;

public sealed class EventStreamTests
{
    [Fact]
    public async Task A_broken_connection_is_taken_up_where_it_broke()
    {
        var asked = new List<string>();
        await using var server = new LocalServer(async context =>
        {
            asked.Add(context.Request.Url!.Query);
            var first = asked.Count == 1 ? 1 : 3;
            var text = $": keep-alive\n\n{Event(first)}{Event(first + 1)}";
            await context.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(text));
            context.Response.Close();
        });
        using var http = Connection.Open(server.Address, token: null);
        var seen = new List<long>();

        await foreach (var happened in new NexusClient(http, TimeProvider.System).FollowEventsAsync(
            new(), 0, TestContext.Current.CancellationToken))
        {
            seen.Add(happened.Position);
            if (seen.Count == 4)
                break;
        }

        Assert.Equal([1, 2, 3, 4], seen);
        Assert.Equal(["?after=0", "?after=2"], asked);
    }

    [Fact]
    public async Task A_connection_that_breaks_before_the_first_event_is_taken_up_at_the_position_it_was_told()
    {
        var asked = new List<string>();
        await using var server = new LocalServer(async context =>
        {
            asked.Add(context.Request.Url!.Query);
            var text = asked.Count == 1 ? "id: 41\ndata:\n\nid: 42\n" : Event(42);
            await context.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(text));
            context.Response.Close();
        });
        using var http = Connection.Open(server.Address, token: null);

        await foreach (var happened in new NexusClient(http, TimeProvider.System).FollowEventsAsync(
            new(), null, TestContext.Current.CancellationToken))
        {
            Assert.Equal(42, happened.Position);
            break;
        }

        Assert.Equal(["", "?after=41"], asked);
    }

    [Fact]
    public async Task What_is_followed_can_be_chosen()
    {
        using var desk = new Desk();

        await desk.RunAsync(
            "event", "follow", "--after", "7", "--name", "xyn.test", "--resource", "ws-1", "--run", "r");
        await desk.RunAsync("event", "follow", "--name", "xyn.test");

        Assert.Equal(
            [
                "GET /api/v1/events/stream?after=7&event_name=xyn.test&run_id=r&resource_id=ws-1",
                "GET /api/v1/events/stream?event_name=xyn.test",
            ],
            desk.Server.Heard);
    }

    private static string Event(int position) =>
        $"id: {position}\nevent: xyn.test\ndata: {{\"position\":{position},"
        + "\"event_id\":\"0198c0de-0000-7000-8000-000000000009\",\"event_name\":\"xyn.test\","
        + "\"occurred_at\":\"2026-01-17T10:00:02Z\",\"env_id\":\"e\",\"actor\":\"system\",\"correlation_id\":\"c\","
        + "\"resource\":{\"type\":\"workspace\",\"id\":\"ws-1\"},\"data\":{}}\n\n";
}
