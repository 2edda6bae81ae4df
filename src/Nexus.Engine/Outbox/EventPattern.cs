using Nexus.Engine.Events;

namespace Nexus.Engine.Outbox;

/// <summary>Names of events: one name, <c>alarm.*</c> for all that begin so, <c>*</c> for all.</summary>
internal static class EventPattern
{
    /// <summary>What happens to targets is told to none: it would never end.</summary>
    private const string OfTargets = "xyn.target.";

    public static bool IsOne(string text) =>
        text is "*" || EventNames.IsPossible(text)
        || (text.EndsWith(".*", StringComparison.Ordinal) && text.Length <= 200
            && text.AsSpan(0, text.Length - 2).IndexOfAnyExcept(Letters) < 0 && char.IsAsciiLetterLower(text[0]));

    public static bool Wants(IReadOnlyList<string> patterns, string eventName) =>
        !eventName.StartsWith(OfTargets, StringComparison.Ordinal)
        && patterns.Any(pattern => pattern is "*" || (pattern[^1] is '*'
            ? eventName.StartsWith(pattern[..^1], StringComparison.Ordinal)
            : eventName == pattern));

    private static readonly System.Buffers.SearchValues<char> Letters =
        System.Buffers.SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789_.");
}
