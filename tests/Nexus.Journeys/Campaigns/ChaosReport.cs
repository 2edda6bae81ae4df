using System.Text;

namespace Nexus.Journeys.Campaigns;

/// <summary>docs/reference/campaigns/chaos.md.</summary>
internal static class ChaosReport
{
    public static Task WriteAsync(TimeSpan length, ChaosRecord record, int files, long events, MachineLoad load)
    {
        var page = new StringBuilder(Campaign.Text($"""
            # Campaign: random kills under use

            `./test --campaign chaos`, seed {Campaign.Seed}: for {length.TotalMinutes:0} minutes three users work in two
            workspaces each (`one` of the `process` provider, `two` of `docker`), while every few seconds something is
            killed with signal 9, frozen for up to 8 s or cut off. Server, node and engine are started again, as systemd
            would; nobody helps otherwise. Then every workspace must become what its wish says within two minutes, by
            itself or after the one command that its error asks for.

            {record.Done} commands of {record.Owners.Count} workspaces succeeded. Every file that was acknowledged was
            read again whole, {files} of them at the end (the others went with their workspaces). The hash chain of all
            {events} events verifies. After `rm` no process, mount, control group, container, volume, file or lease was
            left. Nobody saw another's. The machine meanwhile: {load}.

            Problems: {record.Problems.Count}.

            """));
        foreach (var problem in record.Problems)
            page.Append("- ").Append(problem.ReplaceLineEndings(" ")).Append('\n');

        page.Append("\n| blow or end | times |\n|---|---|\n");
        foreach (var (blow, count) in record.Blows.OrderBy(pair => pair.Key, StringComparer.Ordinal))
            page.Append(Campaign.Text($"| {blow} | {count} |\n"));

        page.Append("\n| command | succeeded | did not, meanwhile, and why |\n|---|---|---|\n");
        foreach (var (deed, good, whyNot) in record.Deeds)
            page.Append(Campaign.Text($"| {deed} | {good} | {whyNot} |\n"));
        return Campaign.ReportAsync("chaos", page);
    }
}
