using System.Text;

namespace Nexus.Journeys.Campaigns;

/// <summary>docs/reference/campaigns/cycles.md.</summary>
internal static class CyclesReport
{
    public static Task WriteAsync(IReadOnlyList<CycleSeries> series, MachineLoad load)
    {
        var page = new StringBuilder(Campaign.Text($"""
            # Campaign: workspaces that come and go

            `./test --campaign cycles`: workspaces with two services are made from an uploaded repository, become ready
            and are removed, three at a time. The first three tenths warm up: a node remembers its last 512 commands.
            Then, twenty times, after seven seconds of rest, it is written down what server and node take; the table
            compares the mean of the first tenth of these looks with that of the last. `ports.quarantine` is a second
            and `ledger.keepEvents` 500, so that ports are used again and older events leave the database by the
            archive, which keeps them compressed and so is all that grows. The machine meanwhile: {load}.

            """));
        foreach (var one in series)
            Write(one, page);
        return Campaign.ReportAsync("cycles", page);
    }

    private static void Write(CycleSeries one, StringBuilder page)
    {
        page.Append(Campaign.Text($"""

            ## {one.Cycles} with `{one.Provider}`, in {one.Took.TotalMinutes:0} minutes

            The hash chain of all {one.Events} events {(one.IsIntact ? "verifies" : "is broken")}, the archive included.
            Workspaces and leases that are left in the database: {one.Left.Count}. Problems: {one.Problems.Count}.

            | | first tenth | last tenth |
            |---|---|---|

            """));
        foreach (var name in one.Names)
            page.Append(Campaign.Text($"| {name} | {one.First(name):0.#} | {one.Last(name):0.#} |\n"));
        foreach (var problem in one.Problems)
            page.Append("\n- ").Append(problem).Append('\n');
    }
}
