using Nexus.Spec.Templates;

namespace Nexus.Spec.Blueprints;

/// <summary>The codes of what can be wrong in a blueprint, beside those of every file and those of templates.</summary>
public static class BlueprintProblemCodes
{
    public const string BadId = "blueprint.bad_id";
    public const string BadSchedule = "blueprint.bad_schedule";
    public const string Cycle = "blueprint.cycle";
    public const string DuplicateId = "blueprint.duplicate_id";
    public const string MissingField = "blueprint.missing_field";
    public const string NotUpstream = "blueprint.not_upstream";
    public const string UnknownAction = "blueprint.unknown_action";
    public const string UnknownField = "blueprint.unknown_field";
    public const string UnknownInput = "blueprint.unknown_input";
    public const string UnknownOutput = "blueprint.unknown_output";
    public const string UnknownStep = "blueprint.unknown_step";
    public const string WrongType = "blueprint.wrong_type";

    private static readonly Dictionary<string, string> Own = new(StringComparer.Ordinal)
    {
        [BadId] = "An id or a name has other characters than it may have, or is too long.",
        [BadSchedule] = "A schedule or its time zone cannot be read, or it has no time that comes.",
        [Cycle] = "Steps wait for each other in a circle.",
        [DuplicateId] = "Two steps, inputs or outputs have one name.",
        [MissingField] = "`with` lacks what the action needs.",
        [NotUpstream] = "A step asks for one that need not have ended before it.",
        [UnknownAction] = "There is no action of this name.",
        [UnknownField] = "The action does not take this.",
        [UnknownInput] = "A template asks for an input that is not declared, or nothing gives an input its value.",
        [UnknownOutput] = "A step does not have this output.",
        [UnknownStep] = "There is no step of this id.",
        [WrongType] = "A value is of another type than it is declared to be.",
    };

    private static readonly string[] OfEveryFile =
    [
        ProblemCodes.BadValue, ProblemCodes.Contradiction, ProblemCodes.DuplicateKey, ProblemCodes.Encoding,
        ProblemCodes.MissingKey, ProblemCodes.Syntax, ProblemCodes.Tab, ProblemCodes.TooDeep, ProblemCodes.TooLarge,
        ProblemCodes.TooMany, ProblemCodes.UnknownKey, ProblemCodes.WrongType,
    ];

    /// <summary>Every code a blueprint can get, and its meaning.</summary>
    public static IReadOnlyDictionary<string, string> All { get; } = new SortedDictionary<string, string>(
        OfEveryFile.Select(code => KeyValuePair.Create(code, ProblemCodes.All[code]))
            .Concat(Own).Concat(TemplateProblemCodes.All).ToDictionary(StringComparer.Ordinal),
        StringComparer.Ordinal);
}
