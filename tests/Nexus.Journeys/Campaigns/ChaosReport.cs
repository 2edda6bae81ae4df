using System.Text;

namespace Nexus.Journeys.Campaigns;

/// <summary>docs/reference/campaigns/chaos.md.</summary>
internal static class ChaosReport
{
    public static Task WriteAsync(TimeSpan length, ChaosRecord record, int files, MachineLoad load)
    {
        var page = new StringBuilder(Campaign.Text($"""
            # Campaign: random kills under use

            `./test --campaign chaos`, seed {Campaign.Seed}: for {length.TotalMinutes:0} minutes three users work in two
            workspaces each (`one` of the `process` provider, `two` of `docker`), while every few seconds something is
            killed with signal 9, frozen or cut off. Every fifth freeze lasts 20 to 45 s, longer than server and node
            wait for each other; the others last up to 8 s. Server, node and engine are started again, as systemd would;
            nobody helps otherwise. Then every workspace must become what its wish says within two minutes, by itself or
            after the one command that its error asks for.

            {record.Done} commands of {record.Owners.Count} workspaces succeeded. Acknowledged files were looked for
            {record.Files.Looks} times, {files} of them at the very end (the others went with their workspaces):
            {record.Files.Lost} were lost, torn or another's. Somebody saw or reached what is another's:
            {record.Reached} times. The hash chain of all {record.Chain.Events} events
            {(record.Chain.IsIntact ? "verifies" : "is broken")}. The machine meanwhile: {load}.

            Problems: {record.Problems.Count}.

            """));
        foreach (var problem in record.Problems)
            page.Append("- ").Append(problem.ReplaceLineEndings(" ")).Append('\n');

        WriteCounts(record, page);
        page.Append("\n| blow or end | times |\n|---|---|\n");
        foreach (var (blow, count) in record.Blows.OrderBy(pair => pair.Key, StringComparer.Ordinal))
            page.Append(Campaign.Text($"| {blow} | {count} |\n"));

        page.Append("\n| command | succeeded | did not, meanwhile, and why |\n|---|---|---|\n");
        foreach (var (deed, good, whyNot) in record.Deeds)
            page.Append(Campaign.Text($"| {deed} | {good} | {whyNot} |\n"));
        return Campaign.ReportAsync("chaos", page);
    }

    private static void WriteCounts(ChaosRecord record, StringBuilder page)
    {
        page.Append("""

            What there was at three moments, counted with server, node and engine up:

            | | before the first workspace | with the last ones | after their `rm` |
            |---|---|---|---|

            """);
        var rows = record.Counts[0].Counts.Zip(record.Counts[1].Counts, record.Counts[2].Counts);
        foreach (var ((what, before), (_, inUse), (_, after)) in rows)
            page.Append(Campaign.Text($"| {what} | {before} | {inUse} | {after} |\n"));
        page.Append(Campaign.Text($"| workspaces and leases in the database | | | {record.Rows.Count} |\n"));
        page.Append(Campaign.Text(
            $"| helpers of the engine | {string.Join(" | ", record.Counts.Select(count => count.Helpers))} |\n"));
        page.Append("""

            The engine's own processes are not among the others. It was ended and started again in the middle of what it
            did; a helper of it (`containerd-shim`) that it no longer knows then stays, and is not Nexus's to remove.

            """);
    }
}
