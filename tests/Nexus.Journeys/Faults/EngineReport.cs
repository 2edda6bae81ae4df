using System.Globalization;
using System.Text;
using Nexus.Journeys.Campaigns;

namespace Nexus.Journeys.Faults;

/// <summary>docs/reference/campaigns/engine.md: the last whole campaign.</summary>
internal static class EngineReport
{
    public static Task WriteAsync(
        Callers callers, Verdict verdict, IReadOnlyList<TimeSpan> starts, MachineLoad load)
    {
        var sorted = starts.Order().ToList();
        var (median, longest) = (sorted[sorted.Count / 2].TotalMilliseconds, sorted[^1].TotalMilliseconds);
        var page = new StringBuilder();
        page.Append(CultureInfo.InvariantCulture, $"""
            # Campaign: kill -9 of the server under load

            `./test --campaign engine`, seed {Campaign.Seed}: eight callers send events, every other one as a webhook,
            and send each again under the same name until it is taken. Each starts a run of three steps, the second
            of which calls somebody outside. The server is killed with signal 9 at a random moment and started again,
            {starts.Count} times.

            {callers.Taken.Count} events were acknowledged; {callers.Refused.Values.Sum()} attempts were not answered.
            Each of those events is in the ledger once, has one run, and that has completed with each of its steps
            recorded once. {verdict.Repeated} runs had a step that was perhaps made twice: it says so, and had
            the same idempotency key. The hash chain of all {verdict.Events} events verifies.

            The server answered {median:0} ms after its start (median; {longest:0} ms at most). The machine meanwhile:
            {load}.

            """);
        return Campaign.ReportAsync("engine", page);
    }
}
