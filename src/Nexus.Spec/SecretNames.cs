using System.Text.RegularExpressions;

namespace Nexus.Spec;

/// <summary>
/// Which secrets a service may name: its owner's own. A repository gets nothing of the system or a team because an
/// administrator brings it up.
/// </summary>
internal static partial class SecretNames
{
    public const string Pattern = @"^user/me/[A-Za-z0-9][A-Za-z0-9._-]{0,63}$";

    public static bool IsOne(string text) => Path().IsMatch(text);

    [GeneratedRegex(Pattern, RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Path();
}
