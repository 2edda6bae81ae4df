using System.CommandLine;
using Nexus.Cli.Help;
using Nexus.Contracts;

namespace Nexus.Cli.Blueprints;

/// <summary><c>nexus action</c></summary>
internal static class ActionCommands
{
    public static Command Create(Caller caller) => new DocumentedCommand(
        "action", "What steps of blueprints can do", List(caller));

    private static DocumentedCommand List(Caller caller)
    {
        var json = Shared.Json();
        var command = new DocumentedCommand("list", "List the actions of the server", json);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var page = await caller.Client.ActionsAsync(cancellationToken);
            if (parsed.GetValue(json))
            {
                caller.Output.Json(page, ContractsJson.Default.ActionPage);
                return ExitCode.Ok;
            }

            foreach (var action in page.Items)
            {
                caller.Output.Result($"{action.Name,-22} {action.Summary}");
                caller.Output.Result($"  with     {string.Join(", ", action.Inputs.Select(Told))}");
                caller.Output.Result(
                    $"  outputs  {(action.Outputs is { } outputs ? string.Join(", ", outputs) : "known when it ran")}");
            }

            return ExitCode.Ok;
        });
        return command;
    }

    private static string Told(ActionFieldView field) =>
        $"{field.Name} ({field.Type}{(field.IsRequired ? "" : ", optional")})";
}
