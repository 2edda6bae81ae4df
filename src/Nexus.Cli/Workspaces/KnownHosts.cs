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

        var path = Path.Combine(place.UserDirectory, "known_hosts");
        var line = $"{workspace.WorkspaceId} {TypeAndKey(key)}";
        string[] before = File.Exists(path) ? File.ReadAllLines(path) : [];
        if (before.Contains(line, StringComparer.Ordinal))
            return path;

        Directory.CreateDirectory(place.UserDirectory);
        var others = before.Where(known => !known.StartsWith($"{workspace.WorkspaceId} ", StringComparison.Ordinal));
        var aside = $"{path}.{Environment.ProcessId}";
        File.WriteAllLines(aside, [.. others, line]);
        File.Move(aside, path, overwrite: true);
        return path;
    }

    /// <summary>Of a public key line without its comment.</summary>
    private static string TypeAndKey(string line) =>
        string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Take(2));
}
