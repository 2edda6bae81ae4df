using Nexus.Contracts;

namespace Nexus.Engine.Outbox;

/// <summary>What a target may be.</summary>
internal static class TargetRules
{
    private const int LongestName = 60;
    private const int LongestUrl = 2000;
    private const int MostPatterns = 20;

    /// <returns>Null: nothing is wrong.</returns>
    public static string? Problem(TargetCreateRequest wish) =>
        !IsName(wish.Name) ? $"its name is not 1 to {LongestName} small letters, digits, - and _"
        : Problem(wish.Url) is { } ofUrl ? ofUrl
        : wish.Events is { Count: 0 or > MostPatterns } ? $"it has not 1 to {MostPatterns} patterns of events"
        : wish.Events?.FirstOrDefault(pattern => !EventPattern.IsOne(pattern)) is { } bad
            ? $"'{(bad.Length > 100 ? bad[..100] : bad)}' is no name of events, as alarm.raised, xyn.run.* and * are"
        : null;

    private static string? Problem(string text) =>
        text.Length > LongestUrl || !Uri.TryCreate(text, UriKind.Absolute, out var url)
            || url.Scheme is not ("http" or "https")
            ? "its url is no http:// or https:// address"
            : url.UserInfo.Length > 0 ? "its url has a user in it; use a secret to sign with" : null;

    private static bool IsName(string name) =>
        name.Length is > 0 and <= LongestName
        && name.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter is '-' or '_');
}
