using Nexus.Contracts;

namespace Nexus.Engine.Drafts;

/// <summary>Every error a draft can make.</summary>
internal static class DraftErrors
{
    public static NexusError NotFound(string id) =>
        new("draft.not_found", $"There is no draft {id}.", "See 'nexus draft list'.");

    public static NexusError HasSecret(int line, int column) =>
        new("draft.has_secret", $"At {line}:{column} the definition has the value of a secret.",
            "Write {{ secrets['PATH'] }} there; 'nexus secret list' shows the paths.");

    public static NexusError Invalid(string why) =>
        new("draft.invalid", $"The draft cannot be kept: {why}.", "Mend it, or leave it out.");

    public static NexusError InvalidDefinition { get; } =
        new("draft.invalid_definition", "A definition is a text (YAML or JSON) or an object.",
            "Send the file as it is.");

    public static NexusError TooLarge(int limit) =>
        new("draft.too_large", $"A definition has at most {limit / 1024} KiB.", "Keep data elsewhere.");

    public static NexusError NameTaken(string name) =>
        new("draft.name_taken", $"You have another draft '{name}'.", "Choose another name, or change that one.");

    public static NexusError NoBlueprint(string name) =>
        new("draft.no_blueprint", $"Draft '{name}' is a pack; only blueprints can be validated and promoted.",
            "Save its blueprints as drafts of their own.");

    public static NexusError NotValidated(DraftState draft) =>
        new("draft.not_validated",
            draft.Validation is { } validation && validation.Revision == draft.Revision
                ? $"Revision {draft.Revision} of draft '{draft.Name}' is not valid."
                : $"Revision {draft.Revision} of draft '{draft.Name}' was not validated.",
            $"Run 'nexus draft validate {draft.DraftId}', and mend what it tells.");
}
