using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Nexus.Engine.Hooks;

/// <summary>Whether something comes from who knows the secret; told in a time that does not depend on it.</summary>
internal static class HookSignature
{
    private const string Prefix = "sha256=";
    private const int Digits = 2 * SHA256.HashSizeInBytes;
    private const int LongestTime = 12;
    private static readonly byte[] NoSecret = RandomNumberGenerator.GetBytes(SHA256.HashSizeInBytes);

    /// <param name="hook">Null: there is no such source, which takes as long to find out.</param>
    /// <param name="secret">Null: there is none.</param>
    /// <param name="headers">Of the request.</param>
    /// <param name="body">As it came.</param>
    /// <param name="now">What the clock says.</param>
    public static bool IsRight(
        HookState? hook, byte[]? secret, IHeaderDictionary headers, ReadOnlySpan<byte> body, DateTimeOffset now)
    {
        if (hook is { Auth: HookAuth.Token })
            return IsToken(secret, headers[hook.AuthHeader].ToString());
        var given = Given(headers[hook?.AuthHeader ?? HookRules.GithubSignature].ToString());
        var isTimed = hook is { ReplayWindowSeconds: > 0 };
        var time = isTimed ? headers[HookRules.Timestamp].ToString() : "";
        Span<byte> right = stackalloc byte[SHA256.HashSizeInBytes];
        Compute(secret ?? NoSecret, time, body, right);
        var isSame = CryptographicOperations.FixedTimeEquals(right, given ?? NoSecret);
        return isSame && given is not null && secret is not null
            && (!isTimed || IsNear(time, now, hook?.ReplayWindowSeconds ?? 0));
    }

    /// <param name="time">Signed before the body, with a dot between; empty: the body alone is.</param>
    private static void Compute(byte[] secret, string time, ReadOnlySpan<byte> body, Span<byte> right)
    {
        if (time is "")
        {
            HMACSHA256.HashData(secret, body, right);
            return;
        }

        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, secret);
        hash.AppendData(Encoding.UTF8.GetBytes($"{time}."));
        hash.AppendData(body);
        hash.GetHashAndReset(right);
    }

    private static byte[]? Given(string header)
    {
        if (header.Length != Prefix.Length + Digits || !header.StartsWith(Prefix, StringComparison.Ordinal))
            return null;
        var bytes = new byte[SHA256.HashSizeInBytes];
        return Convert.FromHexString(header.AsSpan(Prefix.Length), bytes, out _, out _)
            is System.Buffers.OperationStatus.Done ? bytes : null;
    }

    private static bool IsNear(string time, DateTimeOffset now, int window) =>
        time.Length <= LongestTime
        && long.TryParse(time, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
        && Math.Abs(now.ToUnixTimeSeconds() - seconds) <= window;

    /// <summary>Hashes of both are compared: how long they are is not told either.</summary>
    private static bool IsToken(byte[]? secret, string given)
    {
        Span<byte> right = stackalloc byte[SHA256.HashSizeInBytes];
        Span<byte> other = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(secret ?? NoSecret, right);
        SHA256.HashData(Encoding.UTF8.GetBytes(given), other);
        return CryptographicOperations.FixedTimeEquals(right, other) && secret is not null;
    }
}
