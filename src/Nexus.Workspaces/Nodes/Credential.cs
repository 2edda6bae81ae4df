using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Nexus.Workspaces.Nodes;

/// <summary>Random tokens: 256 bits, shown once; only their hash is kept.</summary>
public static class Credential
{
    private const int HashLength = 64;

    public static string New(string prefix) =>
        $"{prefix}_{Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32))}";

    public static bool IsHash(string text) => text.Length == HashLength && text.All(char.IsAsciiHexDigitLower);

    public static string Hash(string token) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)));

    /// <summary>Takes as long for a near miss as for a far one.</summary>
    /// <param name="hash">As <see cref="Hash"/> makes them: all are equally long.</param>
    /// <param name="other">The same.</param>
    public static bool IsSame(string hash, string other) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(hash), Encoding.UTF8.GetBytes(other));
}
