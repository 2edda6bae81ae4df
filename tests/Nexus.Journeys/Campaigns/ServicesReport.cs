using System.Text;

namespace Nexus.Journeys.Campaigns;

/// <summary>docs/reference/campaigns/services.md.</summary>
internal static class ServicesReport
{
    public static Task WriteAsync(
        TimeSpan length, IReadOnlyList<Breaking> plan, ServiceWatch watch, MachineLoad load)
    {
        var broken = plan.Count(service => service.Way is not null);
        var workspaces = plan.Select(service => service.Workspace).Distinct(StringComparer.Ordinal).Count();
        var page = new StringBuilder(Campaign.Text($"""
            # Campaign: services that break

            `./test --campaign services`, seed {Campaign.Seed}: {plan.Count} services in {workspaces} workspaces of the
            `process` provider, all healthy. In {length.TotalMinutes:0} minutes {broken} of them break, each at a random
            moment and in one of ten ways; the others go on. Every 0.2 s the API is asked how they are.

            {watch.Told.Count} of {broken} were told of with the right reason, the slowest after
            {watch.Told.Values.Max(told => told.After.TotalSeconds):0.0} s (two intervals of the check are 10 s).
            Services that worked and were called anything but healthy, if only for a moment of their log:
            {watch.Alarms.Count}. The machine meanwhile: {load}.

            | a service | broken | told of | fastest | median | slowest | one of the reasons |
            |---|---|---|---|---|---|---|

            """));
        foreach (var way in Way.All)
        {
            var told = watch.Told.Where(pair => pair.Key.Way == way).Select(pair => pair.Value)
                .OrderBy(told => told.After).ToList();
            var count = plan.Count(service => service.Way == way);
            page.Append(Campaign.Text($"| {way.Meaning} | {count} | {told.Count} "));
            page.Append(told.Count == 0
                ? "| | | | |\n"
                : $"| {Seconds(told[0].After)} | {Seconds(told[told.Count / 2].After)} "
                    + $"| {Seconds(told[^1].After)} | {told[0].Reason} |\n");
        }

        foreach (var problem in watch.Problems)
            page.Append(Campaign.Text($"\n- {problem.ReplaceLineEndings(" ")}"));
        return Campaign.ReportAsync("services", page);
    }

    private static string Seconds(TimeSpan time) => Campaign.Text($"{time.TotalSeconds:0.0} s");
}
