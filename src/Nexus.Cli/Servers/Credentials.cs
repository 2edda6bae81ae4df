using System.Text.Json;
using System.Text.Json.Nodes;
using Nexus.Contracts;

namespace Nexus.Cli.Servers;

/// <summary>
/// <c>~/.nexus/credentials</c>: a JSON object of server addresses and tokens that only its owner may read.
/// </summary>
internal sealed class Credentials(Place place)
{
    private const UnixFileMode Others =
        UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    public string Path { get; } = System.IO.Path.Combine(place.UserDirectory, "credentials");

    /// <exception cref="NexusException"><c>server.credentials_open</c>.</exception>
    public string? TokenFor(Uri server)
    {
        if (!File.Exists(Path))
            return null;
        RefuseOpen();
        using var json = Json.Read(Path);
        return Json.Text(json, server.ToString()) ?? Json.Text(json, Key(server));
    }

    /// <summary>Fails where <see cref="KeepAsync"/> would, before a token is asked for that is shown once.</summary>
    /// <exception cref="NexusException"><c>server.credentials_open</c>, <c>file.unusable</c>.</exception>
    public async Task CheckAsync(TimeProvider clock, CancellationToken cancellationToken)
    {
        var file = new UserFile(Path);
        await file.CheckAsync(clock, cancellationToken);
        if (File.Exists(Path))
            RefuseOpen();
        Parse(file.Read());
    }

    /// <summary>In place of the one before.</summary>
    public Task KeepAsync(Uri server, string token, TimeProvider clock, CancellationToken cancellationToken) =>
        new UserFile(Path).ChangeAsync(
            before =>
            {
                var all = Parse(before);
                all.Remove(server.ToString());
                all[Key(server)] = token;
                return JsonSerializer.SerializeToUtf8Bytes(all, CliJson.Default.JsonObject);
            },
            clock, cancellationToken);

    private void RefuseOpen()
    {
        if ((File.GetUnixFileMode(Path) & Others) != UnixFileMode.None)
            throw new NexusException(CliErrors.CredentialsOpen(Path));
    }

    /// <summary>What cannot be read is not written over: there may be other tokens in it.</summary>
    private JsonObject Parse(byte[] json)
    {
        try
        {
            return json.Length == 0
                ? []
                : JsonNode.Parse(json) as JsonObject ?? throw new JsonException("It is no object.");
        }
        catch (JsonException e)
        {
            throw new NexusException(CliErrors.Unusable($"{Path} is not a JSON object of servers and tokens"), e);
        }
    }

    private static string Key(Uri server) => server.ToString().TrimEnd('/');
}
