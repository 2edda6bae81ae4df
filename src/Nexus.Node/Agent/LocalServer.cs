using System.Globalization;
using System.Text.Json;
using Nexus.Contracts;
using Nexus.Node.Files;
using Nexus.Processes;

namespace Nexus.Node.Agent;

/// <summary>
/// The server that the same user runs on this machine: its files say where it is and hold the admin token, which only
/// this user can read.
/// </summary>
internal sealed class LocalServer(string home)
{
    public string? Url => Read("server.json", ["url"], value => value.GetString());

    /// <summary>Null: there is none, or its file does not say where.</summary>
    public ServerAddress? Address
    {
        get
        {
            try
            {
                return Url is { } url ? ServerAddress.Parse(url) : null;
            }
            catch (NexusException)
            {
                return null;
            }
        }
    }

    /// <summary>Its unix socket: quicker than TCP to itself. Null: there is none, or this is another server.</summary>
    public string? SocketAt(string host, int port) =>
        Address?.Root is { } own && own.Host == host && own.Port == port
            ? Read("server.json", ["socket"], value => value.GetString())
            : null;

    public string? AdminToken => Read("config.json", ["auth", "token"], value => value.GetString());

    /// <summary>A file outlives a server that was killed; its port may be another user's by now.</summary>
    public bool IsRunning =>
        Read("server.json", ["pid"], value => (int?)value.GetInt32()) is { } pid
        && ProcessIdentity.Of(pid) is { IsAlive: true }
        && OwnerOf(pid) == Native.EffectiveUser();

    private T? Read<T>(string file, ReadOnlySpan<string> path, Func<JsonElement, T?> take)
    {
        var full = Path.Combine(home, "state", file);
        try
        {
            if (!File.Exists(full))
                return default;
            using var json = JsonDocument.Parse(File.ReadAllBytes(full));
            var value = json.RootElement;
            foreach (var name in path)
            {
                if (value.ValueKind is not JsonValueKind.Object || !value.TryGetProperty(name, out value))
                    return default;
            }

            return take(value);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException
            or InvalidOperationException or FormatException)
        {
            // Another user's home, or one that is being written: as good as none.
            return default;
        }
    }

    private static uint? OwnerOf(int pid)
    {
        var descriptor = Native.Open(
            string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}"), Native.OpenPathFlags);
        if (descriptor < 0)
            return null;
        try
        {
            return FileKind.Of(descriptor)?.Owner;
        }
        finally
        {
            _ = Native.Close(descriptor);
        }
    }
}
