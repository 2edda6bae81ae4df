using System.Text.Json;
using Nexus.Contracts;
using Nexus.Journeys.Installing;

namespace Nexus.Journeys.Killing;

/// <summary>Waits for the nth event, and so for a point in the middle of what goes on.</summary>
internal static class EventCount
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>Position of the last event there is.</summary>
    public static async Task<long> LastEventAsync(this Installation nexus)
    {
        var page = JsonSerializer.Deserialize(
            await nexus.NexusAsync("event", "list", "--limit", "1", "--json"), ContractsJson.Default.EventPage)!;
        return page.Items.Count > 0 ? page.Items[0].Position : 0;
    }

    /// <summary>Returns after that many events, or once the workspace is settled.</summary>
    public static async Task AwaitEventsAsync(this Installation nexus, long after, int count, string workspaceId)
    {
        await using var follower = nexus.Start("nexus", "event", "follow", "--after", $"{after}", "--json");
        using var lines = new StreamReader(follower.Output!, leaveOpen: true);
        for (var seen = 0; seen < count && await lines.ReadLineAsync(Ct) is { } line; seen++)
        {
            var happened = JsonSerializer.Deserialize(line, ContractsJson.Default.EventView)!;
            if (happened.EventName is "xyn.workspace.ready" or "xyn.workspace.failed"
                && happened.Resource.Id == workspaceId)
            {
                return;
            }
        }
    }
}
