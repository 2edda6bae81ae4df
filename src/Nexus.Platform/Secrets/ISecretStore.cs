using Nexus.Contracts;

namespace Nexus.Platform.Secrets;

/// <summary>Secrets by path. Who may do what with which path is the caller's to decide.</summary>
public interface ISecretStore
{
    /// <summary>Id of the home whose system secrets are here.</summary>
    string EnvId { get; }

    /// <summary>Another number after each change: who keeps a value looks whether it is the same.</summary>
    long Changes { get; }

    /// <summary>Durable when it returns; what was there is gone.</summary>
    /// <exception cref="NexusException">
    /// <c>secret.bad_value</c>, <c>secret.read_only</c>, <c>secret.unreadable</c>.
    /// </exception>
    SecretInfo Put(SecretPath path, string value, string by);

    /// <param name="path">Which.</param>
    /// <param name="readerId">For whom, when that is not whose it is: it is masked in what is theirs, too.</param>
    /// <returns>Null: there is none.</returns>
    /// <exception cref="NexusException"><c>secret.unreadable</c>.</exception>
    SecretValue? Get(SecretPath path, string? readerId = null);

    /// <summary>By path; what is known of them, never the values.</summary>
    IReadOnlyList<SecretInfo> List();

    /// <returns>What it was; null: there is none.</returns>
    /// <exception cref="NexusException"><c>secret.read_only</c>, <c>secret.unreadable</c>.</exception>
    SecretInfo? Remove(SecretPath path);

    /// <summary>Seals all of them anew under the newest key.</summary>
    /// <returns>How many.</returns>
    /// <exception cref="NexusException"><c>secret.same_key</c>, <c>secret.unreadable</c>.</exception>
    int Rekey();
}

/// <summary>What is known of a secret.</summary>
/// <param name="Version">How often it was put.</param>
/// <param name="UpdatedAt">Null: it is not known.</param>
/// <param name="UpdatedBy">A principal's id; null: it is not known.</param>
/// <param name="Backend"><c>file</c> or <c>environment</c>.</param>
public sealed record SecretInfo(
    string Path, int Version, DateTimeOffset? UpdatedAt, string? UpdatedBy, string Backend);
