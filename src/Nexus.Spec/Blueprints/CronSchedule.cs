using System.Globalization;

namespace Nexus.Spec.Blueprints;

/// <summary>Five fields of cron, or one of the words that stand for them.</summary>
public sealed partial class CronSchedule
{
    private static readonly string[] MonthNames =
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

    private static readonly string[] DayNames = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];
    private static readonly int[] LongestMonths = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

    private CronSchedule(string text, IReadOnlyList<ulong> fields, bool eitherDay)
    {
        (Text, EitherDay) = (text, eitherDay);
        (Minutes, Hours, Days, Months, Weekdays) = (fields[0], fields[1], fields[2], fields[3], fields[4]);
    }

    /// <summary>As it was written.</summary>
    public string Text { get; }

    /// <summary>Bit n: in minute n.</summary>
    public ulong Minutes { get; }

    public ulong Hours { get; }

    /// <summary>Bit 1 to 31.</summary>
    public ulong Days { get; }

    /// <summary>Bit 1 to 12.</summary>
    public ulong Months { get; }

    /// <summary>Bit 0 to 6, Sunday is 0.</summary>
    public ulong Weekdays { get; }

    /// <summary>Day and weekday are both restricted: one of them is enough, as cron has it.</summary>
    public bool EitherDay { get; }

    /// <returns>Null, and why; or the schedule.</returns>
    public static (CronSchedule? Schedule, string? Problem) Parse(string text)
    {
        var fields = Spelled(text.Trim()).Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
        if (fields.Length is not 5)
        {
            return (null, fields is [['@', ..]] ? "this word is not known" : $"it has {fields.Length} fields, not 5");
        }

        ulong?[] read =
        [
            Field(fields[0], 0, 59, []), Field(fields[1], 0, 23, []), Field(fields[2], 1, 31, []),
            Field(fields[3], 1, 12, MonthNames), Field(fields[4], 0, 7, DayNames),
        ];
        string[] names = ["minute", "hour", "day", "month", "weekday"];
        if (Array.IndexOf(read, null) is var wrong and >= 0)
            return (null, $"its {names[wrong]} cannot be '{Loading.Show.Short(fields[wrong])}'");

        var bits = read.Select(field => field ?? 0).ToList();
        bits[4] = (bits[4] | (bits[4] >> 7)) & 0x7f;
        var eitherDay = !fields[2].StartsWith('*') && !fields[4].StartsWith('*');
        var comes = eitherDay || Enumerable.Range(1, 12).Any(month => (bits[3] >> month & 1) is 1
            && (bits[2] & ((2UL << LongestMonths[month - 1]) - 1)) is not 0);
        return comes ? (new(text, bits, eitherDay), null) : (null, "no month has such a day");
    }

    /// <summary>Whether it is due in the minute of this local time.</summary>
    public bool Matches(DateTime local) =>
        Has(Minutes, local.Minute) && Has(Hours, local.Hour) && Has(Months, local.Month) && IsDay(local);

    private bool IsDay(DateTime local)
    {
        var day = Has(Days, local.Day);
        var weekday = Has(Weekdays, (int)local.DayOfWeek);
        return EitherDay ? day || weekday : day && weekday;
    }

    private static bool Has(ulong bits, int bit) => (bits >> bit & 1) is 1;

    private static string Spelled(string text) => text switch
    {
        "@hourly" => "0 * * * *",
        "@daily" or "@midnight" => "0 0 * * *",
        "@weekly" => "0 0 * * 0",
        "@monthly" => "0 0 1 * *",
        "@yearly" or "@annually" => "0 0 1 1 *",
        _ => text,
    };

    private static ulong? Field(string text, int least, int most, string[] names)
    {
        var bits = 0UL;
        foreach (var part in text.Split(','))
        {
            if (Part(part, least, most, names) is not { } some)
                return null;
            bits |= some;
        }

        return bits;
    }

    /// <summary><c>*</c>, <c>5</c>, <c>1-5</c>, each with <c>/2</c>; a day above 6 is one of the next week.</summary>
    private static ulong? Part(string text, int least, int most, string[] names)
    {
        var (range, every) = text.Split('/') switch
        {
            [var all] => (all, 1),
            [var some, var step] => (some, Number(step, 1, most, []) ?? 0),
            _ => ("", 0),
        };
        var (first, last) = range.Split('-') switch
        {
            ["*"] => (least, most),
            [var one] => (Number(one, least, most, names), text.Contains('/') ? most : Number(one, least, most, names)),
            [var from, var to] => (Number(from, least, most, names), Number(to, least, most, names)),
            _ => ((int?)null, (int?)null),
        };
        if (first is not { } begin || last is not { } end || every is 0)
            return null;
        if (begin > end && names == DayNames)
            end += names.Length; // sat-sun, over the end of a week
        if (begin > end)
            return null;
        var bits = 0UL;
        for (var value = begin; value <= end; value += every)
            bits |= 1UL << value;
        return bits;
    }

    private static int? Number(string text, int least, int most, string[] names)
    {
        if (Array.FindIndex(names, name => name.Equals(text, StringComparison.OrdinalIgnoreCase)) is var name and >= 0)
            return name + least;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number >= least && number <= most ? number : null;
    }
}
