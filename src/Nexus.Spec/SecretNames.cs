using System.Text.RegularExpressions;

namespace Nexus.Spec;

/// <summary>How paths of secrets are written.</summary>
internal static partial class SecretNames
{
    /// <summary>
    /// Which a service may name: its owner's own. A repository gets nothing of the system or a team because an
    /// administrator brings it up.
    /// </summary>
    public const string Pattern = @"^user/me/[A-Za-z0-9][A-Za-z0-9._-]{0,63}$";

    private const string Name = "[A-Za-z0-9][A-Za-z0-9._-]{0,63}";

    public static bool IsOne(string text) => Path().IsMatch(text);

    /// <summary>Which a blueprint may name, as far as that is known without a server.</summary>
    public static bool IsPath(string text) => AnyPath().IsMatch(text);

    [GeneratedRegex(
        $@"^(sys/({Name}/)?(providers|integrations)/{Name}|(team|user)/{Name}/{Name})\z",
        RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex AnyPath();

    [GeneratedRegex(Pattern, RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Path();
}
