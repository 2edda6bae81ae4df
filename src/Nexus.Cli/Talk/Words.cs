using System.Globalization;
using System.Text.Json;
using Nexus.Contracts;

namespace Nexus.Cli.Talk;

/// <summary>Values as people and JSON both spell them.</summary>
internal static class Words
{
    /// <summary>Of its characters.</summary>
    public const int LeastOfAnId = 11;

    public static string Of<T>(T value) where T : struct, Enum =>
        JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());

    public static string Seconds(TimeSpan time) => time.TotalSeconds < 100
        ? string.Create(CultureInfo.InvariantCulture, $"{Math.Max(time.TotalSeconds, 0):0.0}s")
        : string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalMinutes}m{time.Seconds:00}s");

    /// <summary>An id with its middle left out, where there is no room for it: both ends tell it from others.</summary>
    public static string Short(string id, int? room)
    {
        if (room is not { } most || id.Length <= most)
            return id;
        var kept = Math.Max(most, LeastOfAnId) - 1;
        return $"{id[..(kept - (kept / 2))]}…{id[^(kept / 2)..]}";
    }

    /// <summary>The largest unit is enough: <c>3d</c>, <c>5h</c>, <c>12m</c>, <c>8s</c>.</summary>
    public static string Age(TimeSpan time) => time switch
    {
        { TotalDays: >= 1 } => $"{(int)time.TotalDays}d",
        { TotalHours: >= 1 } => $"{(int)time.TotalHours}h",
        { TotalMinutes: >= 1 } => $"{(int)time.TotalMinutes}m",
        _ => $"{Math.Max((int)time.TotalSeconds, 0)}s",
    };

    public static string Size(long bytes) => bytes switch
    {
        >= 1 << 30 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1073741824.0:0.0} GiB"),
        >= 1 << 20 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1048576.0:0.0} MiB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{Math.Max(bytes / 1024.0, 0.1):0.0} KiB"),
    };

    /// <summary>Steps of blueprints return what they like: what is told otherwise than by the server is none.</summary>
    /// <returns>Null: all is well, as far as this step can say.</returns>
    public static string? Doubt(StepView step) =>
        step.Outputs is not { ValueKind: JsonValueKind.Object } outputs ? null
        : outputs.TryGetProperty("warning", out var warning) && Warning(warning) is { } told ? told
        : step.Name is "health" && Unhealthy(outputs) is { Count: > 0 } names
            ? $"not healthy: {string.Join(", ", names)}"
        : null;

    private static List<string> Unhealthy(JsonElement outputs) =>
        outputs.TryGetProperty("unhealthy", out var names) && names.ValueKind is JsonValueKind.Array
            ? [.. names.EnumerateArray().Select(Text).OfType<string>()]
            : [];

    /// <summary>An error of ours, or a text.</summary>
    private static string? Warning(JsonElement told) =>
        told.ValueKind is JsonValueKind.Object && told.TryGetProperty("message", out var message)
            ? Text(message)
            : Text(told);

    private static string? Text(JsonElement value) =>
        value.ValueKind is JsonValueKind.String && value.GetString() is { Length: > 0 } text
            ? text.ReplaceLineEndings(" ")
            : null;

    public static string Time(DateTimeOffset time) =>
        time.ToUniversalTime().ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
}
