using System.Globalization;
using Nexus.Cli.Help;
using Nexus.Contracts;

namespace Nexus.Cli.Runs;

/// <summary><c>nexus run log</c></summary>
internal static class ShowRunLog
{
    public static DocumentedCommand Create(Caller caller)
    {
        var id = RunCommands.Id();
        var json = Shared.JsonLines();
        var command = new DocumentedCommand(
            "log", "Show what happened in a run and what its steps wrote, in order", id, json)
        {
            Details = "As far as it has come; made of what the run recorded, as long as that is not archived.",
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await foreach (var line in caller.Client.RunLogAsync(parsed.GetRequiredValue(id), cancellationToken))
            {
                if (parsed.GetValue(json))
                    caller.Output.Json(line, ContractsJson.Default.RunLogLine);
                else
                    caller.Output.Result(Text(line));
            }

            return ExitCode.Ok;
        });
        return command;
    }

    private static string Text(RunLogLine line)
    {
        var time = line.At.UtcDateTime.ToString("HH:mm:ss.fff", CultureInfo.InvariantCulture);
        var level = line.Level is "info" ? "" : $"{line.Level}: ";
        var mark = line.Stream is null ? "" : "| ";
        return $"{time}  {line.Step ?? "-",-14} {mark}{level}{line.Message}";
    }
}
