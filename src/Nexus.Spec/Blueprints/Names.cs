using System.Text.RegularExpressions;

namespace Nexus.Spec.Blueprints;

/// <summary>How things may be called.</summary>
internal static partial class Names
{
    public const string Blueprint = @"^bp(\.[a-z0-9][a-z0-9_-]*)+$";
    public const string Event = @"^[a-z][a-z0-9_-]*(\.[a-z0-9_-]+)*$";
    public const string Step = "^[a-z][a-z0-9_]*$";
    public const string Variable = "^[A-Za-z_][A-Za-z0-9_]*$";
    public const int Longest = 128;

    public static bool IsBlueprint(string text) => Fits(text, BlueprintPattern());

    public static bool IsEvent(string text) => Fits(text, EventPattern());

    public static bool IsStep(string text) => Fits(text, StepPattern());

    public static bool IsVariable(string text) => Fits(text, VariablePattern());

    public static bool IsTimeZone(string text) => Fits(text, TimeZonePattern());

    private static bool Fits(string text, Regex pattern) =>
        text.Length <= Longest && !text.Contains('\n', StringComparison.Ordinal) && pattern.IsMatch(text);

    [GeneratedRegex(Blueprint, RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex BlueprintPattern();

    [GeneratedRegex(Event, RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex EventPattern();

    [GeneratedRegex(Step, RegexOptions.NonBacktracking)]
    private static partial Regex StepPattern();

    [GeneratedRegex(Variable, RegexOptions.NonBacktracking)]
    private static partial Regex VariablePattern();

    [GeneratedRegex(
        @"^[A-Za-z0-9_+-]+(/[A-Za-z0-9_+-]+)*$", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex TimeZonePattern();
}
