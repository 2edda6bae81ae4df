using System.Globalization;
using System.Text;
using Nexus.Journeys.Campaigns;

namespace Nexus.Journeys.Faults;

/// <summary>docs/reference/campaigns/queue.md: the last whole campaign.</summary>
internal static class QueueReport
{
    /// <param name="runs">That waited.</param>
    /// <param name="filling">How long it took to send their events.</param>
    /// <param name="memory">Of the server with all of them, in KiB.</param>
    /// <param name="start">Of the killed server.</param>
    /// <param name="emptying">How long it took to do them.</param>
    /// <param name="load">Of the machine.</param>
    public static Task WriteAsync(
        int runs, TimeSpan filling, long memory, TimeSpan start, TimeSpan emptying, MachineLoad load)
    {
        var page = new StringBuilder();
        page.Append(CultureInfo.InvariantCulture, $"""
            # Campaign: a long queue

            `./test --campaign queue`: {runs} runs wait for one of the same concurrency key; who sends more events
            hears `run.too_many_waiting` and when to come again. The server is killed with signal 9 and started
            again, and what they wait for ends.

            Each run was done once, in the order of the events. The hash chain verifies.

            | | |
            |---|---|
            | events taken a second | {runs / filling.TotalSeconds:0} |
            | memory with all of them | {memory / 1024} MiB |
            | first answer after the kill | {start.TotalSeconds:0.0} s |
            | runs done a second, one after the other | {runs / emptying.TotalSeconds:0} |

            The machine meanwhile: {load}.

            """);
        return Campaign.ReportAsync("queue", page);
    }
}
