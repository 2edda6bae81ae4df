using System.Text.Json;
using Nexus.Contracts;

namespace Nexus.Spec.Blueprints;

/// <summary>What reading a definition gave: a blueprint, or every reason why there is none.</summary>
/// <param name="Blueprint">Null exactly when there are problems.</param>
/// <param name="Problems">In the order of the file.</param>
public sealed record BlueprintResult(Blueprint? Blueprint, IReadOnlyList<ConfigProblem> Problems);

public static class BlueprintErrors
{
    /// <summary>All problems of one definition as one error; <c>details.problems</c> holds them as JSON.</summary>
    public static NexusError Invalid(IReadOnlyList<ConfigProblem> problems) => new(
        "blueprint.invalid",
        $"{(problems.Count == 1 ? "1 problem" : $"{problems.Count} problems")} in {problems[0].File}.",
        problems[0].Hint,
        new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["problems"] = JsonSerializer.Serialize(problems, SpecJson.Default.IReadOnlyListConfigProblem),
        });
}
