using System.Globalization;

namespace Nexus.Engine.Runs;

/// <summary>Names of what a step does for each item: <c>name[0]</c>.</summary>
internal static class ItemName
{
    public static string Of(string step, int index) => string.Create(CultureInfo.InvariantCulture, $"{step}[{index}]");

    public static ReadOnlySpan<char> StepOf(string name) =>
        name.IndexOf('[', StringComparison.Ordinal) is >= 0 and var end ? name.AsSpan(0, end) : name;

    /// <returns>Null: the step itself.</returns>
    public static int? IndexOf(string name) =>
        name.IndexOf('[', StringComparison.Ordinal) is >= 0 and var start
            ? int.Parse(name.AsSpan(start + 1, name.Length - start - 2), CultureInfo.InvariantCulture)
            : null;
}
