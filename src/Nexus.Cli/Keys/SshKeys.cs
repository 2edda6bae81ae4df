using Nexus.Contracts;

namespace Nexus.Cli.Keys;

/// <summary>The caller's SSH key.</summary>
/// <param name="PublicLine">As in <c>authorized_keys</c>.</param>
/// <param name="IdentityFile">What ssh must be told; null when it looks there by itself.</param>
internal sealed record SshKey(string PublicLine, string? IdentityFile);

internal static class SshKeys
{
    private static readonly string[] Usual = ["id_ed25519", "id_rsa", "id_ecdsa"];

    /// <summary><c>NEXUS_SSH_KEY_PATH</c>, either half; the user's choice; the first of <c>~/.ssh</c>.</summary>
    /// <exception cref="NexusException"><c>key.missing</c>, <c>key.invalid</c>.</exception>
    public static SshKey Find(Caller caller)
    {
        var place = caller.Place;
        if ((place.Set("NEXUS_SSH_KEY_PATH") ?? caller.Choices.KeyPath) is { } chosen)
        {
            var identity = Private(place.Expand(chosen));
            return File.Exists($"{identity}.pub")
                ? new(Read($"{identity}.pub"), identity)
                : throw new NexusException(CliErrors.KeyMissing($"{identity}.pub"));
        }

        var directory = Path.Combine(place.UserHome, ".ssh");
        var found = Usual.Select(name => Path.Combine(directory, $"{name}.pub")).FirstOrDefault(File.Exists)
            ?? throw new NexusException(CliErrors.KeyMissing(
                $"looked for {string.Join(", ", Usual.Select(name => $"~/.ssh/{name}.pub"))}"));
        return new(Read(found), null);
    }

    /// <summary>Someone's key; a private half means the public one beside it.</summary>
    /// <exception cref="NexusException"><c>key.missing</c>, <c>key.invalid</c>.</exception>
    public static string PublicLine(string path)
    {
        var file = File.Exists($"{path}.pub") ? $"{path}.pub" : path;
        return File.Exists(file) ? Read(file) : throw new NexusException(CliErrors.KeyMissing(file));
    }

    /// <summary>What <c>ssh -i</c> needs, without looking whether the public half is there.</summary>
    public static string? IdentityFile(Caller caller) =>
        (caller.Place.Set("NEXUS_SSH_KEY_PATH") ?? caller.Choices.KeyPath) is { } chosen
            ? Private(caller.Place.Expand(chosen))
            : null;

    private static string Private(string path) =>
        path.EndsWith(".pub", StringComparison.Ordinal) ? path[..^".pub".Length] : path;

    private static string Read(string path)
    {
        var line = File.ReadAllText(path).Trim();
        var parts = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return parts.Length >= 2 && !line.Contains('\n', StringComparison.Ordinal)
            && parts[1].StartsWith("AAAA", StringComparison.Ordinal)
            ? line
            : throw new NexusException(CliErrors.KeyInvalid(path));
    }
}
