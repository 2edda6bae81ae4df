using System.Text.Json;

namespace Nexus.Cli.Servers;

/// <summary>Small JSON files that may be missing or half there.</summary>
internal static class Json
{
    public static JsonDocument? Read(string path)
    {
        try
        {
            return File.Exists(path) ? JsonDocument.Parse(File.ReadAllBytes(path)) : null;
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>A text; null when anything on the way to it is missing.</summary>
    public static string? Text(JsonDocument? json, params ReadOnlySpan<string> keys)
    {
        if (json is null)
            return null;
        var at = json.RootElement;
        foreach (var key in keys)
        {
            if (at.ValueKind is not JsonValueKind.Object || !at.TryGetProperty(key, out at))
                return null;
        }

        return at.ValueKind is JsonValueKind.String ? at.GetString() : null;
    }
}
