using System.CommandLine;
using Nexus.Cli.Help;
using Nexus.Contracts;

namespace Nexus.Cli.Events;

/// <summary><c>nexus event emit</c></summary>
internal static class EmitEvent
{
    public static Command Create(Caller caller)
    {
        var name = new Argument<string>("NAME")
        {
            Description = "Lowercase words with dots between, e.g. checkmk.alert; of 'xyn.' only reserved ones",
        };
        var data = Shared.Text("--data", "JSON", "An object; @FILE takes it of a file, - of what is piped in");
        var resource = Resource();
        var json = Shared.Json();
        var command = new DocumentedCommand(
            "emit", "Tell the server that something happened", name, data, resource, json)
        {
            Details = """
                When this answers the event is on disk, and so are the runs of the blueprints it starts.
                """,
            Examples =
            [
                """nexus event emit checkmk.alert --data '{"host": "web-1", "state": "CRIT"}'""",
                "nexus event emit deploy.done --resource service:shop --data @deploy.json",
            ],
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var request = new EmitEventRequest
            {
                EventName = parsed.GetRequiredValue(name),
                Resource = parsed.GetValue(resource),
                Data = parsed.GetValue(data) is { } given
                    ? await GivenJson.ReadAsync(caller, "--data", given, cancellationToken)
                    : null,
            };
            var taken = await caller.Client.EmitAsync(request, cancellationToken);
            caller.Output.Either(
                taken, ContractsJson.Default.EmittedEventView, parsed.GetValue(json),
                $"{taken.EventId}  {taken.EventName}");
            return ExitCode.Ok;
        });
        return command;
    }

    private static Option<ResourceView?> Resource() => new("--resource")
    {
        HelpName = "TYPE:ID",
        Description = "What it is about; default: itself",
        CustomParser = result =>
        {
            if (result.Tokens[0].Value.Split(':', 2) is [{ Length: > 0 } type, { Length: > 0 } id])
                return new(type, id);
            result.AddError($"'{result.Tokens[0].Value}' is not TYPE:ID, as host:web-1 is.");
            return null;
        },
    };
}
