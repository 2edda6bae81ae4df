using System.Text.Json;
using System.Text.Json.Serialization;
using Nexus.Contracts;

namespace Nexus.Spec;

/// <summary>One thing wrong in a configuration file, and the edit that mends it.</summary>
/// <param name="File">The file as the reader was told to call it.</param>
/// <param name="Line">Counted from 1.</param>
/// <param name="Column">Counted from 1.</param>
/// <param name="Code">A row of <see cref="ProblemCodes"/>.</param>
/// <param name="Message">One sentence naming the key.</param>
/// <param name="Hint">What to write instead.</param>
public sealed record ConfigProblem(string File, int Line, int Column, string Code, string Message, string Hint)
{
    /// <summary>The form editors and terminals make a link of: <c>file:line:column: message</c>.</summary>
    public override string ToString() => $"{File}:{Line}:{Column}: {Message} [{Code}]";
}

/// <summary>What reading a file gave: a configuration, or every reason why there is none.</summary>
/// <param name="Config">Null exactly when there are problems.</param>
/// <param name="Problems">In the order of the file.</param>
public sealed record ConfigResult(WorkspaceConfig? Config, IReadOnlyList<ConfigProblem> Problems);

public static class ConfigErrors
{
    /// <summary>All problems of one file as one error; <c>details.problems</c> holds them as JSON.</summary>
    public static NexusError Invalid(IReadOnlyList<ConfigProblem> problems) => new(
        "config.invalid",
        $"{(problems.Count == 1 ? "1 problem" : $"{problems.Count} problems")} in {problems[0].File}.",
        problems[0].Hint,
        new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["problems"] = JsonSerializer.Serialize(problems, SpecJson.Default.IReadOnlyListConfigProblem),
        });
}

/// <summary>The records of this project as JSON.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(IReadOnlyList<ConfigProblem>))]
public sealed partial class SpecJson : JsonSerializerContext;
