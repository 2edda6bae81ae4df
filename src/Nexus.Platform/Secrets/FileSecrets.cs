using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Nexus.Contracts;

namespace Nexus.Platform.Secrets;

/// <summary>
/// Secrets in state/secrets.json, each sealed by itself. The file is read once, and written as a whole.
/// </summary>
/// <param name="home">The home directory.</param>
/// <param name="keyFile">The administrator's; null: <c>state/secrets.key</c>, which is made when it is needed.</param>
/// <param name="clock">Of the times that are kept.</param>
/// <param name="keyName">The administrator's in the kernel's keyring, in place of a file.</param>
public sealed class FileSecrets(string home, string? keyFile, TimeProvider clock, string? keyName = null)
{
    private const int Shortest = 8;
    private const int Longest = 64 * 1024;
    private const int OnlyFormat = 1;

    private readonly Lock _gate = new();
    private readonly string _file = Path.Combine(home, "state", "secrets.json");
    private readonly MasterKeys _keys = keyName is { } name
        ? new($"the key '{name}' of the kernel's keyring", isOurs: false, () => KernelKeyring.Read(name))
        : new(Path.Combine(home, keyFile ?? Path.Combine("state", "secrets.key")), isOurs: keyFile is null);

    private ImmutableSortedDictionary<string, SealedSecret>? _known;

    /// <inheritdoc cref="ISecretStore.Put"/>
    public SecretInfo Put(SecretPath path, string value, string by)
    {
        Check(value);
        var bytes = Encoding.UTF8.GetBytes(value);
        try
        {
            lock (_gate)
            {
                var known = Load();
                var secret = new SealedSecret
                {
                    Version = (known.GetValueOrDefault(path.Text)?.Version ?? 0) + 1,
                    UpdatedAt = clock.GetUtcNow(),
                    UpdatedBy = by,
                    Key = "",
                }.Seal(path.Text, _keys.Read(known.Count > 0)[0], bytes);
                Save(known.SetItem(path.Text, secret));
                return secret.InfoOf(path.Text);
            }
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
        }
    }

    /// <inheritdoc cref="ISecretStore.Get"/>
    public SecretValue? Get(SecretPath path)
    {
        lock (_gate)
        {
            return Load().GetValueOrDefault(path.Text) is { } secret
                ? new(secret.Open(path.Text, _keys.Read(hasSecrets: true), _keys.File))
                : null;
        }
    }

    /// <summary>Every one that can be opened now; what cannot is told when it is asked for.</summary>
    /// <param name="use">Gets its path and its value.</param>
    public void Each(Action<string, string> use)
    {
        lock (_gate)
        {
            if (Attempt(Load) is not { } known)
                return;
            foreach (var (path, secret) in known)
            {
                using var value = Attempt(() => new SecretValue(
                    secret.Open(path, _keys.Read(hasSecrets: true), _keys.File)));
                if (value is not null)
                    use(path, value.Reveal());
            }
        }
    }

    /// <inheritdoc cref="ISecretStore.List"/>
    public IReadOnlyList<SecretInfo> List()
    {
        lock (_gate)
            return [.. Load().Select(pair => pair.Value.InfoOf(pair.Key))];
    }

    /// <inheritdoc cref="ISecretStore.Remove"/>
    public SecretInfo? Remove(SecretPath path)
    {
        lock (_gate)
        {
            var known = Load();
            if (known.GetValueOrDefault(path.Text) is not { } secret)
                return null;
            Save(known.Remove(path.Text));
            return secret.InfoOf(path.Text);
        }
    }

    /// <summary>
    /// The new key is on disk before anything is sealed with it, and the old ones until nothing is any more.
    /// </summary>
    /// <inheritdoc cref="ISecretStore.Rekey"/>
    public int Rekey()
    {
        lock (_gate)
        {
            var known = Load();
            var keys = _keys.Read(known.Count > 0);
            keys = _keys.Renew(keys) ?? keys;
            if (known.Values.All(secret => secret.Key == keys[0].Id) && known.Count > 0)
                throw new NexusException(SecretErrors.SameKey(_keys.File));
            Save(known.Select(pair => KeyValuePair.Create(pair.Key, Anew(pair.Key, pair.Value, keys)))
                .ToImmutableSortedDictionary(StringComparer.Ordinal));
            _keys.Keep([keys[0]]);
            return known.Count;
        }
    }

    private static T? Attempt<T>(Func<T> read)
        where T : class
    {
        try
        {
            return read();
        }
        catch (NexusException)
        {
            return null;
        }
    }

    private SealedSecret Anew(string path, SealedSecret secret, IReadOnlyList<MasterKeys.Key> keys)
    {
        var value = secret.Open(path, keys, _keys.File);
        try
        {
            return secret.Seal(path, keys[0], value);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(value);
        }
    }

    private static void Check(string value)
    {
        if (value.Length < Shortest)
            throw new NexusException(SecretErrors.BadValue("it is shorter than 8 characters, and could not be masked"));
        if (Encoding.UTF8.GetByteCount(value) > Longest)
            throw new NexusException(SecretErrors.BadValue("it is larger than 64 KiB"));
        if (value.Contains('\0', StringComparison.Ordinal))
            throw new NexusException(SecretErrors.BadValue("it has a zero byte"));
    }

    private ImmutableSortedDictionary<string, SealedSecret> Load()
    {
        if (_known is not null)
            return _known;
        if (!File.Exists(_file))
            return _known = ImmutableSortedDictionary.Create<string, SealedSecret>(StringComparer.Ordinal);
        try
        {
            var read = JsonSerializer.Deserialize(File.ReadAllBytes(_file), SecretsJson.Default.SealedSecrets);
            return read is { Format: OnlyFormat } && read.Secrets.Values.All(IsWhole)
                ? _known = read.Secrets.ToImmutableSortedDictionary(StringComparer.Ordinal)
                : throw new NexusException(SecretErrors.DamagedFile(_file, "it is not of this format."));
        }
        catch (JsonException e)
        {
            throw new NexusException(SecretErrors.DamagedFile(_file, e.Message), e);
        }
    }

    /// <summary>Nothing keeps a file from having a null where an entry should be.</summary>
    private static bool IsWhole(SealedSecret? secret) => secret is not null;

    private void Save(ImmutableSortedDictionary<string, SealedSecret> secrets)
    {
        try
        {
            DurableFile.Write(_file, JsonSerializer.SerializeToUtf8Bytes(
                new() { Secrets = secrets }, SecretsJson.Default.SealedSecrets));
            _known = secrets;
        }
        catch (IOException e) when (DiskFull.Is(e))
        {
            throw new NexusException(DiskFull.Error(e.Message), e);
        }
    }
}
