namespace Nexus.Spec.Templates;

/// <summary>What a template may cost, whatever it says and whatever it is given.</summary>
public static class TemplateLimits
{
    /// <summary>Characters between <c>{{</c> and <c>}}</c>.</summary>
    public const int LongestExpression = 4096;

    /// <summary>Levels of brackets in an expression.</summary>
    public const int Deepest = 32;

    /// <summary>Levels of a value, as JSON.</summary>
    public const int DeepestValue = 64;

    /// <summary>Bytes of a value, as JSON; also of those in between.</summary>
    public const int LargestValue = 1024 * 1024;

    public const int LongestList = 10_000;

    /// <summary>Bytes read and written by one evaluation, all its expressions together.</summary>
    internal const long MostWork = 16L * LargestValue;
}
