using System.Net.Http.Headers;
using System.Text.Json;
using Nexus.Contracts;
using Nexus.Journeys.Installing;

namespace Nexus.Journeys.Running;

/// <summary>README: everything that happens is an event, and a follower misses none.</summary>
public sealed class EventTests(ReadyWorkspaces ready)
{
    private static readonly string[] Story =
    [
        "xyn.workspace.created", "xyn.workspace.up.requested", "xyn.run.created", "xyn.run.started", "xyn.port.leased",
        "xyn.workspace.creating", "xyn.workspace.running", "xyn.workspace.ready",
    ];

    private static readonly string[] Steps =
        ["place", "environment", "ssh", "source", "dependencies", "services", "health"];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("process")]
    [InlineData("docker")]
    public async Task Following_from_the_beginning_tells_the_whole_story_of_a_workspace(string provider)
    {
        var (nexus, workspace) = await ready.OfAsync(provider);
        await using var follower = nexus.Start("nexus", "event", "follow", "--after", "0", "--json");
        using var lines = new StreamReader(follower.Output!, leaveOpen: true);

        var seen = new List<EventView>();
        bool IsReady(EventView e) =>
            e.EventName is "xyn.workspace.ready" && e.Resource.Id == workspace.WorkspaceId;
        while (!seen.Exists(IsReady))
        {
            var line = await lines.ReadLineAsync(Ct) ?? throw new InvalidOperationException("The stream ended.");
            seen.Add(JsonSerializer.Deserialize(line, ContractsJson.Default.EventView)!);
        }

        Assert.Equal(Enumerable.Range(1, seen.Count).Select(n => (long)n), seen.Select(e => e.Position));
        var run = seen.Single(IsReady).RunId;
        var own = seen.Where(e => e.RunId == run || e.Resource.Id == workspace.WorkspaceId).ToList();
        Assert.Empty(Story.Except(own.Select(e => e.EventName)));
        Assert.Equal(
            Steps.SkipLast(1),
            own.Where(e => e.EventName is "xyn.step.completed").Select(e => e.Data.GetProperty("name").GetString()));
    }

    [Theory]
    [InlineData("process")]
    [InlineData("docker")]
    public async Task A_reader_that_comes_back_with_the_last_id_misses_nothing(string provider)
    {
        var (nexus, _) = await ready.OfAsync(provider);

        var first = await ReadAsync(nexus, after: null, count: 5);
        var second = await ReadAsync(nexus, after: first[^1], count: 5);

        Assert.Equal([1L, 2, 3, 4, 5], first);
        Assert.Equal([6L, 7, 8, 9, 10], second);
    }

    [Theory]
    [InlineData("process")]
    [InlineData("docker")]
    public async Task A_run_shows_its_steps(string provider)
    {
        var (nexus, workspace) = await ready.OfAsync(provider);

        using var json = JsonDocument.Parse(await nexus.NexusAsync("run", "show", workspace.RunId!, "--json"));

        Assert.Equal("completed", json.RootElement.GetProperty("run").GetProperty("status").GetString());
        Assert.Equal(
            Steps,
            json.RootElement.GetProperty("steps").EnumerateArray().Select(s => s.GetProperty("name").GetString()));
    }

    /// <summary>Ids of server-sent events, as a browser or curl would see them.</summary>
    private static async Task<IReadOnlyList<long>> ReadAsync(Installation nexus, long? after, int count)
    {
        using var client = await nexus.HttpAsync();
        using var request = new HttpRequestMessage(
            HttpMethod.Get, after is null ? "events/stream?after=0" : "events/stream");
        if (after is { } id)
            request.Headers.Add("Last-Event-ID", $"{id}");
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/event-stream"));
        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Ct);
        using var lines = new StreamReader(await response.Content.ReadAsStreamAsync(Ct));
        var ids = new List<long>();
        var last = 0L;
        while (ids.Count < count && await lines.ReadLineAsync(Ct) is { } line)
        {
            // An id alone tells a position; only with data it is an event.
            if (line.StartsWith("id:", StringComparison.Ordinal))
                last = long.Parse(line.AsSpan(3), System.Globalization.CultureInfo.InvariantCulture);
            else if (line.StartsWith("data:", StringComparison.Ordinal))
                ids.Add(last);
        }

        return ids;
    }
}
