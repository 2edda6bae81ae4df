using System.Buffers;
using Nexus.Contracts;

namespace Nexus.Platform.Secrets;

/// <summary>
/// Where a secret is, and so whose it is: <c>sys/ENV/providers/NAME</c>, <c>sys/ENV/integrations/NAME</c>,
/// <c>team/TEAM/NAME</c> or <c>user/USER/NAME</c>. It is no secret itself.
/// </summary>
public sealed record SecretPath
{
    private const int LongestSegment = 64;

    private static readonly SearchValues<char> Allowed = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-");

    private static readonly string[] Kinds = ["providers", "integrations"];

    private SecretPath(string text, string? userId) => (Text, UserId) = (text, userId);

    public string Text { get; }

    /// <summary>The one user it belongs to; null: administrators see to it.</summary>
    public string? UserId { get; }

    /// <param name="text">
    /// Also short: <c>sys/providers/NAME</c> of this home, <c>user/me/NAME</c> of the caller.
    /// </param>
    /// <param name="envId">Of this home.</param>
    /// <param name="me">The caller's id; null: there is no caller.</param>
    /// <exception cref="NexusException"><c>secret.bad_path</c>.</exception>
    public static SecretPath Parse(string text, string envId, string? me)
    {
        var parts = text.Split('/');
        if (!parts.All(IsSegment))
            throw new NexusException(SecretErrors.BadPath(text));
        return parts switch
        {
            ["sys", var kind, var name] when Kinds.Contains(kind) => new($"sys/{envId}/{kind}/{name}", null),
            ["sys", var env, var kind, _] when Kinds.Contains(kind) => env == envId
                ? new(text, null)
                : throw new NexusException(SecretErrors.OtherHome(text, envId)),
            ["team", _, _] => new(text, null),
            ["user", "me", var name] when me is not null => new($"user/{me}/{name}", me),
            ["user", not "me", _] => new(text, parts[1]),
            _ => throw new NexusException(SecretErrors.BadPath(text)),
        };
    }

    /// <returns>Of a whole path what <see cref="UserId"/> is.</returns>
    public static string? OwnerOf(string path) => path.Split('/') is ["user", var id, _] ? id : null;

    public override string ToString() => Text;

    private static bool IsSegment(string text) =>
        text.Length is > 0 and <= LongestSegment && char.IsAsciiLetterOrDigit(text[0])
            && !text.AsSpan().ContainsAnyExcept(Allowed);
}
