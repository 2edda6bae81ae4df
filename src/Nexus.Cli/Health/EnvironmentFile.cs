using System.Text;
using Nexus.Contracts;

namespace Nexus.Cli.Health;

/// <summary>
/// The variables of a server for systemd's <c>EnvironmentFile=</c>: those that are not in the file yet are added, and
/// nothing in it is changed. Keys are names to fill in: no value of ours is ever written.
/// </summary>
internal static class EnvironmentFile
{
    private const UnixFileMode OwnerFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <returns>The names that were added.</returns>
    /// <exception cref="NexusException"><c>file.unusable</c>.</exception>
    public static IReadOnlyList<string> Complete(string path, Place place)
    {
        try
        {
            var before = File.Exists(path) ? File.ReadAllText(path) : "";
            var missing = Wanted(place).Where(line => !Names(before).Contains(line.Name)).ToList();
            if (missing.Count > 0)
                Write(path, before, missing);
            else
                File.SetUnixFileMode(path, OwnerFile);
            return [.. missing.Select(line => line.Name)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new NexusException(CliErrors.Unusable($"{path}: {e.Message}"), e);
        }
    }

    private static IEnumerable<(string Name, string Value, string Why)> Wanted(Place place) =>
    [
        ("NEXUS_HOME", place.NexusHome, "The home of the server"),
        ("NEXUS_PROFILE", place.Set("NEXUS_PROFILE") ?? "server", "Its defaults: local, server or cloud"),
        .. CredentialNeeds.Keys.Select(key =>
            (key.Variable, "", $"Models of {key.Provider}; becomes the secret sys/ENV/{key.Path}")),
        ("OTEL_EXPORTER_OTLP_ENDPOINT", "", "Where traces and metrics go, as http://127.0.0.1:4318; empty: nowhere"),
    ];

    private static HashSet<string> Names(string text) =>
    [
        .. from line in text.Split('\n')
           let name = line.Split('=')[0].Trim()
           where line.Contains('=') && !name.StartsWith('#')
           select name,
    ];

    /// <summary>Written aside and renamed; only its owner can read it at any moment.</summary>
    private static void Write(
        string path, string before, IEnumerable<(string Name, string Value, string Why)> missing)
    {
        var text = new StringBuilder(before);
        if (before.Length > 0 && !before.EndsWith('\n'))
            text.Append('\n');
        foreach (var (name, value, why) in missing)
            text.Append($"# {why}\n{name}={value}\n");
        if (Path.GetDirectoryName(path) is { Length: > 0 } directory)
            Directory.CreateDirectory(directory);
        var aside = $"{path}.part";
        File.Delete(aside); // of someone who was killed
        using (var file = new FileStream(aside, new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            UnixCreateMode = OwnerFile,
        }))
        {
            file.Write(Encoding.UTF8.GetBytes(text.ToString()));
            file.Flush(flushToDisk: true);
        }

        File.Move(aside, path, overwrite: true);
    }
}
