using System.Globalization;
using System.Text;
using Nexus.Journeys.Campaigns;

namespace Nexus.Journeys.Killing;

/// <summary>docs/reference/campaigns/kill.md: the last whole campaign.</summary>
internal static class KillReport
{
    public static Task WriteAsync(IReadOnlyList<Outcome> outcomes, long events)
    {
        var page = new StringBuilder();
        page.Append(CultureInfo.InvariantCulture, $"""
            # Campaign: kill -9 during `up`

            `./test --campaign kill`, seed {Campaign.Seed}: in each round one process or environment is killed with
            signal 9 at a random point of `up`. Server and node are started again, as systemd would;
            nobody helps otherwise.

            {outcomes.Count} rounds: {outcomes.Count(o => o.Ended is "ready")} became ready by themselves,
            {outcomes.Count(o => o.Ended is not "ready")} ended in an explained error that `up` repaired. The hash chain
            of all {events} events verifies; no container, volume, process, file or port was left.

            | round | provider | killed | after events | ended | seconds |
            |---|---|---|---|---|---|

            """);
        foreach (var (round, ended, took) in outcomes)
        {
            var victim = round.Victim.ToString().ToLowerInvariant();
            page.Append(
                CultureInfo.InvariantCulture,
                $"| {round.Number} | {round.Provider} | {victim} | {round.AfterEvents} | {ended} ");
            page.Append(CultureInfo.InvariantCulture, $"| {took.TotalSeconds:0.0} |\n");
        }

        return Campaign.ReportAsync("kill", page);
    }
}
