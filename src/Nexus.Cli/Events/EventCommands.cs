using System.CommandLine;
using Nexus.Cli.Help;
using Nexus.Cli.Talk;
using Nexus.Client;
using Nexus.Contracts;

namespace Nexus.Cli.Events;

/// <summary><c>nexus event</c></summary>
internal static class EventCommands
{
    public static Command Create(Caller caller) => new DocumentedCommand(
        "event", "What happened", List(caller), ShowEvent.Create(caller), Follow(caller), EmitEvent.Create(caller));

    private static DocumentedCommand List(Caller caller)
    {
        var limit = Shared.Limit(50);
        var which = new Which();
        var json = Shared.Json();
        var command = new DocumentedCommand(
            "list", "List events, the newest first", [limit, .. which.All, json]);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var filter = which.Read(parsed) with { Limit = parsed.GetValue(limit) };
            var events = await caller.Client.EventsAsync(filter, cancellationToken);
            if (parsed.GetValue(json))
            {
                caller.Output.Json(events, ContractsJson.Default.EventPage);
            }
            else
            {
                foreach (var seen in events.Items)
                    caller.Output.Result(Line(seen, caller.Place.ResultRoom));
            }

            return ExitCode.Ok;
        });
        return command;
    }

    private static DocumentedCommand Follow(Caller caller)
    {
        var after = new Option<long?>("--after")
        {
            Description = "Begin after this position; 0 is the beginning; default: now",
            HelpName = "POSITION",
        };
        Shared.AtLeast(after, 0);
        var which = new Which();
        var json = Shared.JsonLines();
        var command = new DocumentedCommand(
            "follow", "Show events as they happen, until Ctrl-C", [after, .. which.All, json]);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            try
            {
                await foreach (var seen in caller.Client.FollowEventsAsync(
                    which.Read(parsed), parsed.GetValue(after), cancellationToken))
                {
                    if (parsed.GetValue(json))
                        caller.Output.Json(seen, ContractsJson.Default.EventView);
                    else
                        caller.Output.Result(Line(seen, caller.Place.ResultRoom));
                }
            }
            catch (OperationCanceledException)
            {
                return ExitCode.Ok;
            }

            return ExitCode.Ok;
        });
        return command;
    }

    /// <summary>The options that both have.</summary>
    private sealed class Which
    {
        private readonly Option<string> _name = Shared.Text("--name", "NAME", "Only events of this name");
        private readonly Option<string> _run = Shared.Text("--run", "RUN", "Only events of this run");
        private readonly Option<string> _resource = Shared.Text("--resource", "ID", "Only events of this resource");

        public IEnumerable<Symbol> All => [_name, _run, _resource];

        public EventFilter Read(ParseResult parsed) => new()
        {
            EventName = parsed.GetValue(_name),
            RunId = parsed.GetValue(_run),
            ResourceId = parsed.GetValue(_resource),
        };
    }

    /// <summary>Where it would break, the id is shortened, and then the time is left out.</summary>
    private static string Line(EventView seen, int? room)
    {
        var head = $"{seen.Position,7}  {Words.Time(seen.OccurredAt)}  {seen.EventName,-32} ";
        if (room < head.Length + Words.LeastOfAnId)
            head = $"{seen.Position,7}  {seen.EventName} ";
        var line = head + Words.Short(seen.Resource.Id, room - head.Length);
        return line.Length > room ? $"{line[..(room.Value - 1)]}…" : line;
    }
}
