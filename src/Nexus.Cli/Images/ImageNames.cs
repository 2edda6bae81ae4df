using System.Text.RegularExpressions;

namespace Nexus.Cli.Images;

/// <summary>What an image and a Debian package may be called, as nexus-node has it.</summary>
internal static partial class ImageNames
{
    /// <summary><c>nexus/debian:12</c>; without a tag it is <c>latest</c>.</summary>
    public static bool IsImage(string name) => Image().IsMatch(name);

    /// <summary>Debian policy 5.6.1.</summary>
    public static bool IsPackage(string name) => Package().IsMatch(name);

    /// <returns>What a list says that is separated by commas or blanks.</returns>
    public static IReadOnlyList<string> Listed(string? list) =>
        list?.Split([',', ' '], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];

    [GeneratedRegex(
        @"^[a-z0-9]+([._/-][a-z0-9]+)*(:[A-Za-z0-9_][A-Za-z0-9_.-]{0,127})?\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Image();

    [GeneratedRegex(@"^[a-z0-9][a-z0-9+.-]+\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Package();
}
