using Nexus.Contracts;

namespace Nexus.Engine.Outbox;

internal static class OutboxErrors
{
    public static NexusError NotFound(string target) =>
        new("target.not_found", $"There is no target '{target}'.", "See 'nexus target list'.");

    public static NexusError NameTaken(string name) =>
        new("target.name_taken", $"You have a target '{name}' already.",
            "Use another name, or remove that one with 'nexus target rm'.");

    public static NexusError Invalid(string why) =>
        new("target.invalid", $"The target cannot be kept: {why}.", "Mend that; nothing was kept.");

    public static NexusError TooMany(int most) =>
        new("target.too_many", $"You have {most} targets, which is the most.",
            "Remove one with 'nexus target rm', or let one target have more events.");

    public static NexusError LetterNotFound(string letter) =>
        new("target.letter_not_found", $"There is no dead letter '{letter}'.", "See 'nexus target letters'.");
}
