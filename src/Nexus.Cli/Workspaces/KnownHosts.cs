using System.Text;
using Nexus.Contracts;

namespace Nexus.Cli.Workspaces;

/// <summary><c>~/.nexus/known_hosts</c>: the host keys the server vouches for, by workspace id.</summary>
internal static class KnownHosts
{
    /// <returns>The file; null when the server knows no host key yet.</returns>
    public static async Task<string?> KeepAsync(
        Caller caller, WorkspaceView workspace, CancellationToken cancellationToken)
    {
        if (workspace.Ssh.HostKey is not { Length: > 0 } key)
            return null;

        var path = PathOf(caller);
        var line = $"{workspace.WorkspaceId} {TypeAndKey(key)}";
        if (!Lines(new UserFile(path).Read()).Contains(line, StringComparer.Ordinal))
            await ReplaceAsync(caller, workspace.WorkspaceId, [line], cancellationToken);
        return path;
    }

    public static Task ForgetAsync(Caller caller, string workspaceId, CancellationToken cancellationToken) =>
        ReplaceAsync(caller, workspaceId, [], cancellationToken);

    private static Task ReplaceAsync(
        Caller caller, string workspaceId, IReadOnlyList<string> by, CancellationToken cancellationToken) =>
        new UserFile(PathOf(caller)).ChangeAsync(
            before =>
            {
                var all = Lines(before);
                var others = all
                    .Where(known => !known.StartsWith($"{workspaceId} ", StringComparison.Ordinal)).ToList();
                return by.Count == 0 && others.Count == all.Length
                    ? null
                    : Encoding.UTF8.GetBytes(string.Concat(others.Concat(by).Select(line => $"{line}\n")));
            },
            caller.Clock, cancellationToken);

    private static string PathOf(Caller caller) => Path.Combine(caller.Place.UserDirectory, "known_hosts");

    private static string[] Lines(byte[] text) =>
        Encoding.UTF8.GetString(text).Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Of a public key line without its comment.</summary>
    private static string TypeAndKey(string line) =>
        string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Take(2));
}
