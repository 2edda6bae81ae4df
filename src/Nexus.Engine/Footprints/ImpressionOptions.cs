using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;

namespace Nexus.Engine.Footprints;

/// <summary>The <c>impressions</c> section of state/config.json.</summary>
public sealed record ImpressionOptions
{
    public const string Section = "impressions";

    /// <summary>Whether the built-in rules hold.</summary>
    public bool Defaults { get; init; } = true;

    /// <summary>An administrator's own rules.</summary>
    public IReadOnlyList<ImpressionRule>? Rules { get; init; }
}

/// <summary>A run that ended and fits all that is said here gets <c>label=value</c>.</summary>
public sealed record ImpressionRule
{
    /// <summary>Its own; a run gets one impression of each rule.</summary>
    public string Name { get; init; } = "";

    public string Label { get; init; } = "";

    public string Value { get; init; } = "";

    /// <summary>Of these plans: an id, or the beginning of one with <c>*</c> behind; null: any.</summary>
    public string? Blueprint { get; init; }

    /// <summary>A user's id.</summary>
    public string? Owner { get; init; }

    /// <summary><c>completed</c>, <c>failed</c> or <c>cancelled</c>.</summary>
    public string? Status { get; init; }

    /// <summary>What of its footprints is looked at, for <see cref="AtLeast"/>, <see cref="AtMost"/> or both.</summary>
    public string? Metric { get; init; }

    public long? AtLeast { get; init; }

    public long? AtMost { get; init; }
}

internal sealed partial class ImpressionOptionsValidator : IValidateOptions<ImpressionOptions>
{
    private const int MostRules = 100;

    public ValidateOptionsResult Validate(string? name, ImpressionOptions options)
    {
        var rules = options.Rules ?? [];
        List<string> problems =
        [
            .. rules.SelectMany((rule, index) => Problems(rule).Select(
                problem => $"impressions.rules[{index}].{problem}")),
            .. rules.Select((rule, index) => (rule.Name, Index: index)).GroupBy(one => one.Name, StringComparer.Ordinal)
                .Where(group => group.Count() > 1).Select(group =>
                    $"impressions.rules[{group.Last().Index}].name '{group.Key}' is another rule's: use a new one"),
        ];
        if (rules.Count > MostRules)
            problems.Add($"impressions.rules has {rules.Count} rules, and {MostRules} is the most");
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }

    private static IEnumerable<string> Problems(ImpressionRule rule)
    {
        const string Form = "1 to 60 small letters, digits, - and _";
        if (!Word().IsMatch(rule.Name))
            yield return $"name is '{rule.Name}': use {Form}";
        if (!Word().IsMatch(rule.Label))
            yield return $"label is '{rule.Label}': use {Form}, as severity";
        if (rule.Value.Length is 0 or > 60 || rule.Value.Any(char.IsControl))
            yield return "value is not 1 to 60 characters: say what the label is to be, as high";
        if (rule.Status is not (null or "completed" or "failed" or "cancelled"))
            yield return $"status is '{rule.Status}': use completed, failed or cancelled, or leave it out for any";
        if (rule.Metric is null && (rule.AtLeast ?? rule.AtMost) is not null)
            yield return "metric is missing: say of what atLeast and atMost are, as wall_ms";
        if (rule.Metric is not null && (rule.AtLeast ?? rule.AtMost) is null)
            yield return "atLeast is missing: say from how much on the rule holds, or with atMost up to how much";
        if (rule.AtLeast > rule.AtMost)
            yield return $"atMost is {rule.AtMost}, less than atLeast: nothing is both";
        if (rule is { Status: null, Metric: null, Blueprint: null, Owner: null })
            yield return "status is missing, and all else that a run could fit: for every run say blueprint '*'";
    }

    [GeneratedRegex("^[a-z0-9][a-z0-9_-]{0,59}$", RegexOptions.NonBacktracking)]
    private static partial Regex Word();
}
