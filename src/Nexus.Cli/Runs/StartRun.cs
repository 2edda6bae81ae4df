using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Nexus.Cli.Help;
using Nexus.Contracts;

namespace Nexus.Cli.Runs;

/// <summary><c>nexus run start</c></summary>
internal static class StartRun
{
    public static Command Create(Caller caller)
    {
        var blueprint = new Argument<string>("BLUEPRINT")
        {
            Description = "Its id, bp.x; with bp.x@REVISION one that is not the active one",
        };
        var (inputs, whole) = Inputs();
        var name = Shared.Text("--name", "TEXT", "What to call the run");
        var priority = new Option<int?>("--priority")
        {
            HelpName = "NUMBER",
            Description = "Higher goes first where runs wait, -100 to 100; default: the blueprint's",
        };
        var follow = new Option<bool>("--follow", "-f") { Description = "Show each step, until the run has ended" };
        var json = Shared.Json();
        var command = new DocumentedCommand(
            "start", "Start a run of a blueprint", blueprint, inputs, whole, name, priority, follow, json)
        {
            Details = """
                With --follow the exit code is the run's: 0 completed, else what it failed with. Ctrl-C leaves the
                run going on.
                """,
            Examples = ["nexus run start bp.checkmk.remediate --input host=web-1 --follow"],
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var reference = parsed.GetRequiredValue(blueprint);
            var run = await caller.Client.StartRunAsync(
                new()
                {
                    Name = parsed.GetValue(name),
                    BlueprintRef = reference,
                    Inputs = await InputsAsync(
                        caller, reference, parsed.GetValue(whole), parsed.GetValue(inputs) ?? [], cancellationToken),
                    Priority = parsed.GetValue(priority),
                },
                cancellationToken);
            return await TellAsync(caller, run, parsed.GetValue(follow), parsed.GetValue(json), cancellationToken);
        });
        return command;
    }

    private static (Option<string[]> Each, Option<string> Whole) Inputs()
    {
        var each = new Option<string[]>("--input")
        {
            HelpName = "NAME=VALUE",
            Description = "An input; may be repeated. What is no string is JSON",
        };
        each.Validators.Add(result => KeyValues.Check(result.Tokens, result.AddError));
        return (each, Shared.Text("--inputs", "JSON", "All of them, an object; @FILE: of a file, -: piped in"));
    }

    private static async Task<int> TellAsync(
        Caller caller, RunView run, bool follow, bool json, CancellationToken cancellationToken)
    {
        if (follow)
            return await new FollowRun(caller, json).UntilEndedAsync(run, cancellationToken);
        caller.Output.Either(run, ContractsJson.Default.RunView, json, $"{run.RunId}  {run.Name}");
        return ExitCode.Ok;
    }

    private static async Task<JsonElement?> InputsAsync(
        Caller caller, string reference, string? whole, string[] each, CancellationToken cancellationToken)
    {
        var given = whole is null
            ? []
            : JsonObject.Create(await GivenJson.ReadAsync(caller, "--inputs", whole, cancellationToken)) ?? [];
        if (each.Length > 0)
        {
            var blueprint = await caller.Client.BlueprintAsync(reference.Split('@')[0], cancellationToken);
            foreach (var (name, value) in KeyValues.Of(each))
            {
                var type = blueprint.Inputs.FirstOrDefault(input => input.Name == name)?.Type;
                given[name] = Value(type, value);
            }
        }

        return JsonSerializer.SerializeToElement(given, CliJson.Default.JsonObject);
    }

    /// <summary>A string stays as it was typed; what cannot be read is for the server to refuse.</summary>
    private static JsonNode? Value(string? type, string typed)
    {
        if (type is "string" or null)
            return JsonValue.Create(typed);
        try
        {
            return JsonNode.Parse(typed);
        }
        catch (JsonException)
        {
            return JsonValue.Create(typed);
        }
    }
}
