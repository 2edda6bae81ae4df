using System.CommandLine;
using Nexus.Cli.Help;
using Nexus.Contracts;

namespace Nexus.Cli.Blueprints;

/// <summary><c>nexus action</c></summary>
internal static class ActionCommands
{
    public static Command Create(Caller caller) => new DocumentedCommand(
        "action", "What steps of blueprints can do", List(caller), Show(caller));

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
                caller.Output.Result($"{action.Name,-22} {action.Summary}{OriginOf(action)}");
                caller.Output.Result($"  with     {string.Join(", ", action.Inputs.Select(Told))}");
                caller.Output.Result($"  outputs  {(action.Outputs is { } outputs
                    ? string.Join(", ", outputs.Select(field => field.Name))
                    : "known when it ran")}");
            }

            return ExitCode.Ok;
        });
        return command;
    }

    private static DocumentedCommand Show(Caller caller)
    {
        var json = Shared.Json();
        var name = new Argument<string>("NAME") { Description = "The action, as 'nexus action list' has it" };
        var command = new DocumentedCommand("show", "Show what an action is given and what it gives", name, json);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var action = await caller.Client.ActionAsync(parsed.GetValue(name) ?? "", cancellationToken);
            if (parsed.GetValue(json))
            {
                caller.Output.Json(action, ContractsJson.Default.ActionView);
                return ExitCode.Ok;
            }

            caller.Output.Result($"{action.Name}  {action.Summary}");
            caller.Output.Result($"  from           {action.Origin}");
            caller.Output.Result($"  after a crash  {(action.IsIdempotent
                ? "done again with the same key, and has its effect once"
                : "done again with the same key, and may have its effect twice")}");
            Write(caller, "with", action.Inputs);
            if (action.Outputs is { } outputs)
                Write(caller, "outputs", outputs);
            else
                caller.Output.Result("  outputs: known when it ran");
            if (action.Redacts.Count > 0)
                caller.Output.Result($"  never kept: {string.Join(", ", action.Redacts)}");
            return ExitCode.Ok;
        });
        return command;
    }

    private static void Write(Caller caller, string what, IReadOnlyList<ActionFieldView> fields)
    {
        caller.Output.Result($"  {what}:");
        foreach (var field in fields)
            caller.Output.Result($"    {Told(field)}  {field.Note}".TrimEnd());
    }

    private static string Told(ActionFieldView field) =>
        $"{field.Name} ({field.Type}{(field.IsRequired ? "" : ", optional")})";

    private static string OriginOf(ActionView action) => action.Origin is "server" ? "" : $" ({action.Origin})";
}
