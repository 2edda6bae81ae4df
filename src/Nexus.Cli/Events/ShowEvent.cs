using System.CommandLine;
using System.Globalization;
using Nexus.Cli.Help;
using Nexus.Cli.Talk;
using Nexus.Contracts;

namespace Nexus.Cli.Events;

/// <summary><c>nexus event show</c></summary>
internal static class ShowEvent
{
    public static Command Create(Caller caller)
    {
        var which = Which();
        var json = Shared.Json();
        var command = new DocumentedCommand("show", "Show an event with its data", which, json)
        {
            Examples = ["nexus event show 42", "nexus event show 0198c0de-0000-7000-8000-000000000009 --json"],
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var seen = await FindAsync(caller, parsed.GetRequiredValue(which), cancellationToken);
            if (parsed.GetValue(json))
                caller.Output.Json(seen, ContractsJson.Default.EventView);
            else
                Tell(caller.Output, seen);
            return ExitCode.Ok;
        });
        return command;
    }

    private static Argument<string> Which()
    {
        var which = new Argument<string>("EVENT")
        {
            Description = "Its position, as 'nexus event list' shows it, or its id",
        };
        which.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string>() is { } typed
                && !Guid.TryParse(typed, out _) && Position(typed) is null)
            {
                result.AddError($"'{typed}' is no position and no id of an event: 'nexus event list' shows them.");
            }
        });
        return which;
    }

    private static async Task<EventView> FindAsync(Caller caller, string which, CancellationToken cancellationToken) =>
        Position(which) is { } position
            ? await caller.Client.EventAtAsync(position, cancellationToken)
                ?? throw new NexusException(CliErrors.NoEvent(position))
            : await caller.Client.EventAsync(Guid.Parse(which), cancellationToken);

    private static long? Position(string typed) =>
        long.TryParse(typed, NumberStyles.None, CultureInfo.InvariantCulture, out var position)
            && position is > 0 and < long.MaxValue ? position : null;

    private static void Tell(Output output, EventView seen)
    {
        output.Result($"{seen.Position}  {seen.EventName}");
        output.Result($"  id       {seen.EventId}");
        output.Result($"  at       {Words.Time(seen.OccurredAt)}, by {seen.Actor}");
        output.Result($"  about    {seen.Resource.Type} {seen.Resource.Id}");
        if (seen.RunId is { } run)
            output.Result($"  run      {run}");
        if (seen.StepId is { } step)
            output.Result($"  step     {step}");
        output.Result($"  belongs  {seen.CorrelationId}");
        output.Result($"  data     {seen.Data.GetRawText()}");
    }
}
