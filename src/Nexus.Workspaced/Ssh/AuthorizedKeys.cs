using Nexus.Processes;
using Nexus.Workspaced.Setup;

namespace Nexus.Workspaced.Ssh;

/// <summary>The keys that may log in, in a file of ours; those the user adds at home count as well.</summary>
internal sealed class AuthorizedKeys(StateDirectory state, IProcessRunner processes)
{
    private const UnixFileMode Readable =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    public string PathOfFile { get; } = Path.Combine(state.Keys, "authorized_keys");

    /// <summary>The next login sees them.</summary>
    /// <returns>Fingerprints of those that were there and are not any more.</returns>
    public async Task<IReadOnlyList<string>> ReplaceAsync(
        IReadOnlyList<string> lines, CancellationToken cancellationToken)
    {
        var before = File.Exists(PathOfFile) ? await File.ReadAllTextAsync(PathOfFile, cancellationToken) : "";
        var after = string.Concat(lines.SelectMany(line => line.Split('\n', StringSplitOptions.TrimEntries))
            .Select(line => $"{line}\n"));
        if (string.Equals(before, after, StringComparison.Ordinal))
            return [];

        var old = before.Length == 0 ? [] : await FingerprintsAsync(cancellationToken);
        StateDirectory.Write(PathOfFile, after, Readable);
        var kept = old.Length == 0 ? [] : await FingerprintsAsync(cancellationToken);
        return [.. old.Except(kept, StringComparer.Ordinal)];
    }

    /// <summary>Of each line <c>256 SHA256:... comment (ED25519)</c> the second word.</summary>
    private async Task<string[]> FingerprintsAsync(CancellationToken cancellationToken)
    {
        var listed = await processes.RunAsync(new(new Argv("ssh-keygen", "-l", "-f", PathOfFile)), cancellationToken);
        return [.. listed.Output.Split('\n').Select(line => line.Split(' ')).Where(words => words.Length > 1)
            .Select(words => words[1])];
    }
}
