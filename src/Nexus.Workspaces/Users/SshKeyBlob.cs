using System.Buffers.Binary;
using System.Text;

namespace Nexus.Workspaces.Users;

/// <summary>
/// The binary part of a public key (RFC 4253 6.6, RFC 5656 3.1, RFC 8709 4, OpenSSH PROTOCOL.u2f): strings with their
/// length in front, as many as its type has, and nothing after them.
/// </summary>
internal static class SshKeyBlob
{
    private const int Ed25519Bytes = 32;
    private const int FewestRsaBits = 1024;
    private const string Security = "sk-";

    public static bool IsWhole(byte[] blob, string type)
    {
        if (Fields(blob) is not [var named, .. var fields] || !Is(named, type))
            return false;
        return type switch
        {
            "ssh-ed25519" => fields is [{ Length: Ed25519Bytes }],
            "sk-ssh-ed25519@openssh.com" => fields is [{ Length: Ed25519Bytes }, { Length: > 0 }],
            "ssh-rsa" => fields is [{ Length: > 0 }, { Length: >= FewestRsaBits / 8 }],
            "sk-ecdsa-sha2-nistp256@openssh.com" =>
                fields is [var curve, var point, { Length: > 0 }] && IsOnCurve(curve, point, type),
            _ => fields is [var curve, var point] && IsOnCurve(curve, point, type),
        };
    }

    /// <returns>Null: a length reaches beyond the end, or bytes are left.</returns>
    private static List<byte[]>? Fields(ReadOnlySpan<byte> blob)
    {
        var fields = new List<byte[]>();
        while (blob.Length > 0)
        {
            if (blob.Length < 4)
                return null;
            var length = BinaryPrimitives.ReadUInt32BigEndian(blob);
            if (length > blob.Length - 4)
                return null;
            fields.Add(blob.Slice(4, (int)length).ToArray());
            blob = blob[(4 + (int)length)..];
        }

        return fields;
    }

    /// <summary>Two whole coordinates behind a 4; the curve is the one that the type names.</summary>
    private static bool IsOnCurve(byte[] curve, byte[] point, string type)
    {
        var (name, coordinate) = type switch
        {
            _ when type.StartsWith(Security, StringComparison.Ordinal) => ("nistp256", 32),
            "ecdsa-sha2-nistp256" => ("nistp256", 32),
            "ecdsa-sha2-nistp384" => ("nistp384", 48),
            _ => ("nistp521", 66),
        };
        return Is(curve, name) && point.Length == 1 + (2 * coordinate) && point[0] == 4;
    }

    private static bool Is(byte[] field, string text) => Encoding.ASCII.GetString(field) == text;
}
