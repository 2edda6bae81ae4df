using Nexus.Contracts;

namespace Nexus.Cli.Workspaces;

/// <summary><c>~/.nexus/known_hosts</c>: the host keys the server vouches for, by workspace id.</summary>
internal static class KnownHosts
{
    /// <returns>The file; null when the server knows no host key yet.</returns>
    public static string? Keep(Place place, WorkspaceView workspace)
    {
        if (workspace.Ssh.HostKey is not { Length: > 0 } key)
            return null;

        var path = FileOf(place);
        var line = $"{workspace.WorkspaceId} {TypeAndKey(key)}";
        var before = Lines(path);
        if (!before.Contains(line, StringComparer.Ordinal))
            Write(path, [.. Without(before, workspace.WorkspaceId), line]);
        return path;
    }

    public static void Forget(Place place, string workspaceId)
    {
        var before = Lines(FileOf(place));
        var after = Without(before, workspaceId).ToList();
        if (after.Count < before.Length)
            Write(FileOf(place), after);
    }

    private static string FileOf(Place place) => Path.Combine(place.UserDirectory, "known_hosts");

    private static string[] Lines(string path) => File.Exists(path) ? File.ReadAllLines(path) : [];

    private static IEnumerable<string> Without(string[] lines, string workspaceId) =>
        lines.Where(known => !known.StartsWith($"{workspaceId} ", StringComparison.Ordinal));

    private static void Write(string path, IEnumerable<string> lines)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path) ?? "/");
        var aside = $"{path}.{Environment.ProcessId}";
        File.WriteAllLines(aside, lines);
        File.Move(aside, path, overwrite: true);
    }

    /// <summary>Of a public key line without its comment.</summary>
    private static string TypeAndKey(string line) =>
        string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Take(2));
}
