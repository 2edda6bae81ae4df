using System.Security.Cryptography;
using System.Text;
using Nexus.Contracts;

namespace Nexus.Platform.Secrets;

/// <summary>
/// The keys secrets are sealed with: lines of 64 hexadecimal digits, the newest first. The server makes a file of its
/// own, unless the administrator names one, as a credential of the service, or has them in the kernel's keyring.
/// </summary>
/// <param name="file">Where they are.</param>
/// <param name="isOurs">It may be made and changed.</param>
/// <param name="read">How they are read; null: as a file. It returns null when there is none.</param>
internal sealed class MasterKeys(string file, bool isOurs, Func<string?>? read = null)
{
    private const int KeyBytes = 32;
    private const int IdDigits = 16;

    public string File => file;

    /// <param name="hasSecrets">A key that is missing is lost then, and no other may take its place.</param>
    /// <exception cref="NexusException"><c>secret.unreadable</c>.</exception>
    public IReadOnlyList<Key> Read(bool hasSecrets)
    {
        if (Text() is not { } text)
        {
            return hasSecrets || !isOurs
                ? throw new NexusException(SecretErrors.NoKey(file))
                : Write([NewKey()]);
        }

        var keys = text.Split('\n').Select(line => line.Trim()).Select(Parse).OfType<Key>().ToList();
        return keys.Count > 0 ? keys : throw new NexusException(SecretErrors.NoKey(file));
    }

    /// <summary>A new key before the others, which what is sealed still needs.</summary>
    /// <returns>As they are; null: it is not ours to change.</returns>
    public IReadOnlyList<Key>? Renew(IReadOnlyList<Key> known) => isOurs ? Write([NewKey(), .. known]) : null;

    public void Keep(IReadOnlyList<Key> keys)
    {
        if (isOurs)
            Write(keys);
    }

    private string? Text() => read is not null ? read()
        : System.IO.File.Exists(file) ? System.IO.File.ReadAllText(file) : null;

    private static Key NewKey() => Key.Of(RandomNumberGenerator.GetBytes(KeyBytes));

    private Key? Parse(string line, int index)
    {
        if (line.Length == 0)
            return null;
        return line.Length == 2 * KeyBytes && line.All(char.IsAsciiHexDigit)
            ? Key.Of(Convert.FromHexString(line))
            : throw new NexusException(SecretErrors.BadKey(file, index + 1));
    }

    private IReadOnlyList<Key> Write(IReadOnlyList<Key> keys)
    {
        var lines = string.Concat(keys.Select(key => $"{Convert.ToHexStringLower(key.Bytes)}\n"));
        DurableFile.Write(file, Encoding.ASCII.GetBytes(lines));
        return keys;
    }

    /// <param name="Id">Tells keys apart, and says nothing of them.</param>
    internal sealed record Key(string Id, byte[] Bytes)
    {
        public static Key Of(byte[] bytes) => new(Convert.ToHexStringLower(SHA256.HashData(bytes))[..IdDigits], bytes);
    }
}
