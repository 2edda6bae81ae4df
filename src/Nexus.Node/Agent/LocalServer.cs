using System.Text.Json;

namespace Nexus.Node.Agent;

/// <summary>
/// The server that the same user runs on this machine: its files say where it is and hold the admin token, which only
/// this user can read.
/// </summary>
internal sealed class LocalServer(string home)
{
    public string? Url => Read("server.json", "url");

    public string? AdminToken => Read("config.json", "auth", "token");

    private string? Read(string file, params ReadOnlySpan<string> path)
    {
        var full = Path.Combine(home, "state", file);
        try
        {
            if (!File.Exists(full))
                return null;
            using var json = JsonDocument.Parse(File.ReadAllBytes(full));
            var value = json.RootElement;
            foreach (var name in path)
            {
                if (value.ValueKind is not JsonValueKind.Object || !value.TryGetProperty(name, out value))
                    return null;
            }

            return value.ValueKind is JsonValueKind.String ? value.GetString() : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            // Another user's home, or one that is being written: as good as none.
            return null;
        }
    }
}
