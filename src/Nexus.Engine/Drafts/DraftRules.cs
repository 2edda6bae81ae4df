using System.Text;
using System.Text.Json;
using Nexus.Contracts;
using Nexus.Platform;

namespace Nexus.Engine.Drafts;

/// <summary>What a draft may be called and have.</summary>
internal static class DraftRules
{
    public const int LargestDefinition = 256 * 1024;
    private const int LongestName = 100;
    private const int LongestNotes = 4000;
    private const int LongestEvent = 200;

    /// <exception cref="NexusException"><c>draft.invalid</c>.</exception>
    public static void Check(DraftState draft)
    {
        if (Problem(draft) is { } problem)
            throw new NexusException(DraftErrors.Invalid(problem));
    }

    /// <summary>A text as it is; an object as it was sent.</summary>
    /// <exception cref="NexusException"><c>draft.invalid_definition</c>, <c>draft.too_large</c>.</exception>
    public static string Text(JsonElement content)
    {
        var text = content.ValueKind switch
        {
            JsonValueKind.String => Unicode(content),
            JsonValueKind.Object => content.GetRawText(),
            _ => null,
        };
        if (string.IsNullOrWhiteSpace(text))
            throw new NexusException(DraftErrors.InvalidDefinition);
        return Encoding.UTF8.GetByteCount(text) <= LargestDefinition
            ? text
            : throw new NexusException(DraftErrors.TooLarge(LargestDefinition));
    }

    /// <summary>Kept to the letter, since it is carried out: what must not be seen is not kept at all.</summary>
    /// <exception cref="NexusException"><c>draft.has_secret</c>.</exception>
    public static void CheckSecrets(string content, OwnerMask mask)
    {
        if (mask.Find(content) is var at and >= 0)
        {
            var before = content[..at];
            throw new NexusException(DraftErrors.HasSecret(
                before.Count(letter => letter is '\n') + 1, at - before.LastIndexOf('\n')));
        }
    }

    private static string? Unicode(JsonElement content)
    {
        try
        {
            return content.GetString();
        }
        catch (InvalidOperationException)
        {
            return null; // half a character
        }
    }

    private static string? Problem(DraftState draft) => draft switch
    {
        { Name: not { Length: > 0 and <= LongestName } } => $"a name has 1 to {LongestName} characters",
        { Name: var name } when name.Contains('/') || name is "." or ".." || name.Any(char.IsControl) =>
            "a name has no '/' and no control characters",
        { Kind: not ("blueprint" or "pack") } => "its kind is neither 'blueprint' nor 'pack'",
        { Notes.Length: > LongestNotes } => $"its notes have more than {LongestNotes} characters",
        { TriggerEventType.Length: > LongestEvent } => $"its trigger has more than {LongestEvent} characters",
        _ => null,
    };
}
