using System.Security.Cryptography;
using System.Text;

namespace Nexus.Platform.Secrets;

/// <summary>What a secret is, for as long as it is needed. It prints and serializes as nothing.</summary>
public sealed class SecretValue : IDisposable
{
    private readonly byte[] _bytes;

    /// <param name="bytes">UTF-8; wiped when this is disposed of.</param>
    internal SecretValue(byte[] bytes) => _bytes = bytes;

    /// <summary>The text itself, for the one call that needs it.</summary>
    public string Reveal() => Encoding.UTF8.GetString(_bytes);

    public override string ToString() => "***";

    public void Dispose() => CryptographicOperations.ZeroMemory(_bytes);
}
