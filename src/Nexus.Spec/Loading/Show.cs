namespace Nexus.Spec.Loading;

/// <summary>What somebody wrote, made fit for a message.</summary>
internal static class Show
{
    private const int Longest = 60;

    /// <summary>One line, no control characters, cut.</summary>
    public static string Short(string text)
    {
        var cut = text.Length <= Longest ? text : $"{text[..Longest]}…";
        return new([.. cut.Select(c => char.IsControl(c) || char.IsSurrogate(c) ? '?' : c)]);
    }
}
