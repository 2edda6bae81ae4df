using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Nexus.Contracts;

namespace Nexus.Cli.Runs;

/// <summary>What a run is given on the command line.</summary>
internal static class RunInputs
{
    public static (Option<string[]> Each, Option<string> Whole) Options()
    {
        var each = new Option<string[]>("--input")
        {
            HelpName = "NAME=VALUE",
            Description = "An input; may be repeated. What is no string is JSON",
        };
        each.Validators.Add(result => KeyValues.Check(result.Tokens, result.AddError));
        return (each, Shared.Text("--inputs", "JSON", "All of them, an object; @FILE: of a file, -: piped in"));
    }

    public static Option<bool> Follow() =>
        new("--follow", "-f") { Description = "Show each step, until the run has ended" };

    public static async Task<int> TellAsync(
        Caller caller, RunView run, bool follow, bool json, CancellationToken cancellationToken)
    {
        if (follow)
            return await new FollowRun(caller, json).UntilEndedAsync(run, cancellationToken);
        caller.Output.Either(run, ContractsJson.Default.RunView, json, $"{run.RunId}  {run.Name}");
        return ExitCode.Ok;
    }

    /// <param name="caller">Who gives them.</param>
    /// <param name="reference">Of the blueprint that says which type they have.</param>
    /// <param name="whole">As one object.</param>
    /// <param name="each">As <c>name=value</c>.</param>
    /// <param name="cancellationToken">Stops asking.</param>
    public static async Task<JsonElement> ReadAsync(
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
