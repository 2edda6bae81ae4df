using System.Text.Json;

namespace Nexus.Spec.Templates;

/// <summary>Decimal where it is exact, so that 0.1 + 0.2 is 0.3; floating where it must be.</summary>
internal static class Numbers
{
    public static JsonElement Calculate(char operation, JsonElement left, JsonElement right)
    {
        if (operation is '/' or '%' && right.GetDouble() is 0)
            throw TemplateErrors.BadValue("it divides by zero", "Ask first: x / y if y != 0 else 0.");
        if (left.TryGetDecimal(out var a) && right.TryGetDecimal(out var b) && Exact(operation, a, b) is { } exact)
            return Json.Of(exact);
        var (x, y) = (left.GetDouble(), right.GetDouble());
        return Json.Of(operation switch
        {
            '+' => x + y,
            '-' => x - y,
            '*' => x * y,
            '/' => x / y,
            _ => x % y,
        });
    }

    public static int Compare(JsonElement left, JsonElement right) =>
        left.TryGetDecimal(out var a) && right.TryGetDecimal(out var b)
            ? a.CompareTo(b) : left.GetDouble().CompareTo(right.GetDouble());

    /// <summary>Halves away from zero, as people round.</summary>
    public static JsonElement Round(JsonElement value, JsonElement digits)
    {
        if (!digits.TryGetInt32(out var places) || places is < 0 or > 15)
            throw TemplateErrors.BadValue("round() keeps 0 to 15 digits", "Write round(value, 2).");
        return value.TryGetDecimal(out var exact)
            ? Json.Of(Math.Round(exact, places, MidpointRounding.AwayFromZero))
            : Json.Of(Math.Round(value.GetDouble(), places, MidpointRounding.AwayFromZero));
    }

    /// <returns>Null: a decimal cannot hold it.</returns>
    private static decimal? Exact(char operation, decimal a, decimal b)
    {
        try
        {
            return operation switch
            {
                '+' => a + b,
                '-' => a - b,
                '*' => a * b,
                '/' when b is not 0 => a / b,
                '%' when b is not 0 => a % b,
                _ => null,
            };
        }
        catch (OverflowException)
        {
            return null;
        }
    }
}
