using System.CommandLine;
using System.Globalization;
using Nexus.Cli.Help;
using Nexus.Cli.Talk;
using Nexus.Cli.Users;
using Nexus.Client;
using Nexus.Contracts;

namespace Nexus.Cli.Usage;

/// <summary><c>nexus usage</c></summary>
internal static class UsageCommand
{
    public static Command Create(Caller caller)
    {
        var by = Shared.Text("--by", "WORDS", "Sum up by owner, blueprint or class, or several: owner,blueprint");
        var per = Shared.Text("--per", "PERIOD", "hour or day; default: all of the time");
        per.AcceptOnlyFromAmong("hour", "day");
        var (from, to) = (Time("--from", "From then on; default: 30 days ago"), Time("--to", "Until then"));
        var metric = Shared.Text("--metric", "METRIC", "Only this one: run.count, wall_ms, bytes_in, ...");
        var blueprint = Shared.Text("--blueprint", "ID", "Only this one");
        var limit = Shared.Limit(100);
        var json = Shared.Json();
        var command = new DocumentedCommand(
            "usage", "What runs used: sums by metric", by, per, from, to, metric, blueprint, limit, json)
        {
            Details = """
                Sums are of whole hours and are kept for ever; 'nexus run footprints' shows what one run used.
                Times are UTC: 2026-01-31 or 2026-01-31T08:00.
                """,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var filter = new UsageFilter
            {
                Limit = parsed.GetValue(limit),
                By = parsed.GetValue(by),
                Per = parsed.GetValue(per),
                From = parsed.GetValue(from),
                To = parsed.GetValue(to),
                Metric = parsed.GetValue(metric),
                Blueprint = parsed.GetValue(blueprint),
            };
            var page = await caller.Client.UsageAsync(filter, cancellationToken);
            if (parsed.GetValue(json))
                caller.Output.Json(page, ContractsJson.Default.UsagePage);
            else if (page.Items.Count == 0)
                caller.Output.Say("Nothing was used.");
            else
                await ShowAsync(caller, page.Items, filter, cancellationToken);
            return ExitCode.Ok;
        });
        return command;
    }

    private static async Task ShowAsync(
        Caller caller, IReadOnlyList<UsageView> items, UsageFilter filter, CancellationToken cancellationToken)
    {
        var handles = new Handles(caller);
        var named = new List<UsageView>();
        foreach (var item in items)
        {
            var owner = item.OwnerId is { } id ? await handles.OfAsync(id, cancellationToken) : null;
            named.Add(item with { OwnerId = owner });
        }

        caller.Output.Result(Table([.. named], filter, caller.Place.ResultRoom));
    }

    private static string Table(IReadOnlyList<UsageView> items, UsageFilter filter, int? room)
    {
        var first = items[0];
        (string Title, Func<UsageView, string> Cell)[] all =
        [
            ("FROM", item => item.From.UtcDateTime.ToString(Form(filter.Per), CultureInfo.InvariantCulture)),
            ("OWNER", item => item.OwnerId ?? ""),
            ("BLUEPRINT", item => item.Blueprint is "" ? "-" : item.Blueprint ?? ""),
            ("CLASS", item => item.Class ?? ""),
            ("METRIC", item => item.Metric),
            ("QUANTITY", item => $"{item.Quantity}"),
            ("UNIT", item => item.Unit),
        ];
        var shown = all.Where(column => column.Title switch
        {
            "FROM" => filter.Per is not null,
            "OWNER" => first.OwnerId is not null,
            "BLUEPRINT" => first.Blueprint is not null,
            "CLASS" => first.Class is not null,
            _ => true,
        }).ToList();
        var table = new Table([.. shown.Select(column => column.Title)], "UNIT", "CLASS");
        return table.Of(
            items.Select(item => (IReadOnlyList<string>)[.. shown.Select(column => column.Cell(item))]), room);
    }

    private static string Form(string? per) => per is "day" ? "yyyy-MM-dd" : "yyyy-MM-dd HH:mm";

    private static Option<DateTimeOffset?> Time(string name, string description) => new(name)
    {
        HelpName = "TIME",
        Description = description,
        CustomParser = result =>
        {
            if (DateTimeOffset.TryParse(
                result.Tokens[0].Value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time))
            {
                return time;
            }

            result.AddError($"'{result.Tokens[0].Value}' is no time, as 2026-01-31 or 2026-01-31T08:00 is.");
            return null;
        },
    };
}
