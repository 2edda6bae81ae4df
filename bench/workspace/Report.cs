using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Nexus.Bench.Workspace;

/// <summary>A measure; with a bar when something was promised for it.</summary>
internal sealed record Figure(string Key, double Value, double? Bar = null, bool IsMore = false)
{
    public bool? IsMet => Bar is not { } bar ? null : IsMore ? Value >= bar : Value <= bar;
}

/// <summary>What was found, for people or programs.</summary>
internal sealed class Report
{
    private readonly List<Figure> _figures = [];

    public void Add(string key, double value) => _figures.Add(new(key, value));

    public void AtMost(string key, double value, double bar) => _figures.Add(new(key, value, bar));

    public void AtLeast(string key, double value, double bar) => _figures.Add(new(key, value, bar, IsMore: true));

    public string ToJson()
    {
        var result = new JsonObject();
        foreach (var figure in _figures)
            result[figure.Key] = Math.Round(figure.Value, 2);
        result["missed"] = new JsonArray(
            [.. _figures.Where(figure => figure.IsMet is false).Select(figure => (JsonNode)figure.Key)]);
        return result.ToJsonString(new JsonSerializerOptions { WriteIndented = true });
    }

    public string ToTable() => string.Join('\n', _figures.Select(Row).Prepend($"{"measure",-44}{"value",10}  bar"));

    private static string Row(Figure figure) => string.Create(
        CultureInfo.InvariantCulture, $"{figure.Key,-44}{figure.Value,10:0.0}  {BarOf(figure)}").TrimEnd();

    private static string BarOf(Figure figure) => figure is { Bar: { } bar, IsMet: { } isMet }
        ? string.Create(
            CultureInfo.InvariantCulture, $"{(figure.IsMore ? ">=" : "<=")} {bar:0.0}  {(isMet ? "met" : "MISSED")}")
        : "";
}
