using System.CommandLine;
using Nexus.Cli.Help;
using Nexus.Contracts;
using Nexus.Spec.Blueprints;

namespace Nexus.Cli.Blueprints;

/// <summary><c>nexus blueprint validate</c>: needs no server, which alone knows its actions.</summary>
internal static class ValidateBlueprint
{
    public static Command Create(Caller caller)
    {
        var file = new Argument<string>("FILE") { Description = "The definition, YAML or JSON" };
        var json = Shared.Json();
        var command = new DocumentedCommand(
            "validate", "Look for every problem of a definition at once, without a server", file, json)
        {
            Details = """
                Which actions there are only a server knows: 'nexus draft validate' asks it.
                """,
            Examples = ["nexus blueprint validate remediate.yaml"],
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var typed = parsed.GetRequiredValue(file);
            var content = await File.ReadAllBytesAsync(caller.Place.Expand(typed), cancellationToken);
            var (blueprint, problems) = BlueprintLoader.Load(content, fileName: typed);
            if (!parsed.GetValue(json) && blueprint is null)
                return caller.Output.Fail(BlueprintErrors.Invalid(problems));

            caller.Output.Either(
                new(blueprint is not null, blueprint?.Id, blueprint?.Revision,
                [
                    .. problems.Select(one => new ProblemView(
                        one.File, one.Line, one.Column, one.Code, one.Message, one.Hint)),
                ]),
                CliJson.Default.ValidatedFile, parsed.GetValue(json),
                $"{blueprint?.Id}@{blueprint?.Revision[..12]}  valid");
            return blueprint is null ? ExitCode.Usage : ExitCode.Ok;
        });
        return command;
    }
}

/// <summary>What <c>blueprint validate --json</c> prints.</summary>
internal sealed record ValidatedFile(
    bool IsValid, string? BlueprintId, string? Revision, IReadOnlyList<ProblemView> Issues);
