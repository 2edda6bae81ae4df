using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Nexus.Workspaces.Nodes;

/// <summary>Random tokens: 256 bits, shown once; only their hash is kept.</summary>
public static class Credential
{
    public static string New(string prefix) =>
        $"{prefix}_{Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32))}";

    public static string Hash(string token) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)));
}
