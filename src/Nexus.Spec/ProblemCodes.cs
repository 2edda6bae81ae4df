namespace Nexus.Spec;

/// <summary>The codes of <see cref="ConfigProblem"/> and their meanings; docs/reference/config.md lists them.</summary>
public static class ProblemCodes
{
    public const string BadName = "config.bad_name";
    public const string BadPort = "config.bad_port";
    public const string BadValue = "config.bad_value";
    public const string Contradiction = "config.contradiction";
    public const string Cycle = "config.cycle";
    public const string DuplicateKey = "config.duplicate_key";
    public const string DuplicatePort = "config.duplicate_port";
    public const string Encoding = "config.encoding";
    public const string HealthCheck = "config.health_check";
    public const string MissingKey = "config.missing_key";
    public const string Syntax = "config.syntax";
    public const string Tab = "config.tab";
    public const string TooDeep = "config.too_deep";
    public const string TooLarge = "config.too_large";
    public const string TooMany = "config.too_many";
    public const string UnknownKey = "config.unknown_key";
    public const string UnknownService = "config.unknown_service";
    public const string Version = "config.version";
    public const string WrongType = "config.wrong_type";

    public static IReadOnlyDictionary<string, string> All { get; } =
        new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            [BadName] = "A name has other characters than lowercase letters, digits and dashes, or is too long.",
            [BadPort] = "A port is not a whole number from 1 to 65535.",
            [BadValue] = "A value cannot be read as what its key needs.",
            [Contradiction] = "The same thing is set twice, differently.",
            [Cycle] = "Services wait for each other in a circle.",
            [DuplicateKey] = "A key stands twice in one place.",
            [DuplicatePort] = "Two services want the same port.",
            [Encoding] = "The file has bytes that are not UTF-8.",
            [HealthCheck] = "A health check cannot work as written.",
            [MissingKey] = "A key that must be there is not, or is empty.",
            [Syntax] = "The text is not YAML.",
            [Tab] = "A line is indented with a tab.",
            [TooDeep] = "The text is nested deeper than 32 levels.",
            [TooLarge] = "The file is larger than 256 KiB.",
            [TooMany] = "There are more services, or more problems, than are looked at.",
            [UnknownKey] = "A key means nothing here.",
            [UnknownService] = "A service depends on one that is not there.",
            [Version] = "The file is written for another version.",
            [WrongType] = "A value is of another kind than its key needs.",
        };
}
