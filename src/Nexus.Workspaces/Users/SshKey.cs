using System.Security.Cryptography;
using Nexus.Contracts;

namespace Nexus.Workspaces.Users;

/// <summary>
/// An OpenSSH public key line, taken apart and put together again: no option or second line survives.
/// </summary>
internal sealed record SshKey(string Line, string Fingerprint)
{
    private const int LongestLine = 16 * 1024;

    private static readonly HashSet<string> Types = new(StringComparer.Ordinal)
    {
        "ssh-ed25519", "ssh-rsa", "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521",
        "sk-ssh-ed25519@openssh.com", "sk-ecdsa-sha2-nistp256@openssh.com",
    };

    /// <exception cref="NexusException"><c>user.bad_key</c>.</exception>
    public static SshKey Parse(string text)
    {
        var parts = text.Trim().Split(' ', 3, StringSplitOptions.RemoveEmptyEntries);
        if (text.Length > LongestLine || text.Trim().Contains('\n', StringComparison.Ordinal) || parts.Length < 2)
            throw Bad("it is not one line of the form 'TYPE BASE64 COMMENT'");
        if (!Types.Contains(parts[0]))
            throw Bad($"its type '{parts[0]}' is not accepted");

        var blob = Decode(parts[1]);
        if (!SshKeyBlob.IsWhole(blob, parts[0]))
            throw Bad($"its content is not a whole {parts[0]} key");

        var comment = parts.Length == 3 ? new string([.. parts[2].Where(c => c is > ' ' and < (char)127)]) : "";
        var fingerprint = "SHA256:" + Convert.ToBase64String(SHA256.HashData(blob)).TrimEnd('=');
        return new($"{parts[0]} {parts[1]} {comment}".TrimEnd(), fingerprint);
    }

    private static byte[] Decode(string base64)
    {
        var blob = new byte[base64.Length];
        return Convert.TryFromBase64String(base64, blob, out var length) ? blob[..length] : throw Bad("it is damaged");
    }

    private static NexusException Bad(string why) => new(UserErrors.BadKey(why));
}
