using Nexus.Contracts;

namespace Nexus.Cli.Keys;

/// <summary>The caller's SSH key.</summary>
/// <param name="PublicLine">As in <c>authorized_keys</c>.</param>
/// <param name="Identity">Its other half, as ssh is told of it.</param>
internal sealed record SshKey(string PublicLine, SshIdentity Identity);

/// <param name="File">Its absolute path: ssh itself looks in the home of the account, wherever HOME points.</param>
/// <param name="IsChosen">Somebody named it: then no other key is tried, as one of an agent.</param>
internal sealed record SshIdentity(string File, bool IsChosen);

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
                ? new(Read($"{identity}.pub"), new(identity, IsChosen: true))
                : throw new NexusException(CliErrors.ChosenKeyMissing(identity));
        }

        var found = FirstUsual(place) ?? throw new NexusException(CliErrors.KeyMissing(
            $"looked for {string.Join(", ", Usual.Select(name => $"~/.ssh/{name}.pub"))}"));
        return new(Read($"{found}.pub"), new(found, IsChosen: false));
    }

    /// <summary>Someone's key; a private half means the public one beside it.</summary>
    /// <exception cref="NexusException"><c>key.missing</c>, <c>key.invalid</c>.</exception>
    public static string PublicLine(string path)
    {
        var file = File.Exists($"{path}.pub") ? $"{path}.pub" : path;
        return File.Exists(file) ? Read(file) : throw new NexusException(CliErrors.KeyMissing(file));
    }

    /// <summary>What <c>ssh -i</c> needs; of one that was chosen without looking whether it is there.</summary>
    public static SshIdentity? Identity(Caller caller) =>
        (caller.Place.Set("NEXUS_SSH_KEY_PATH") ?? caller.Choices.KeyPath) is { } chosen
            ? new(Private(caller.Place.Expand(chosen)), IsChosen: true)
            : FirstUsual(caller.Place) is { } found ? new(found, IsChosen: false) : null;

    /// <returns>Without <c>.pub</c>; the private half may be with an agent alone.</returns>
    private static string? FirstUsual(Place place) =>
        Usual.Select(name => Path.GetFullPath(Path.Combine(place.UserHome, ".ssh", name)))
            .FirstOrDefault(path => File.Exists($"{path}.pub"));

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
