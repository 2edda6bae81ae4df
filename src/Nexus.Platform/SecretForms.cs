using System.Text;
using System.Text.Encodings.Web;
using System.Text.RegularExpressions;

namespace Nexus.Platform;

/// <summary>How a secret may look where it is written.</summary>
internal static partial class SecretForms
{
    public static IEnumerable<string> Of(string secret) => Lines(secret).SelectMany(Written)
        .Append(Convert.ToBase64String(Encoding.UTF8.GetBytes(secret)))
        .Distinct(StringComparer.Ordinal);

    private static IEnumerable<string> Lines(string secret) => secret.Contains('\n', StringComparison.Ordinal)
        ? secret.Split('\n', StringSplitOptions.TrimEntries).Prepend(secret)
        : [secret];

    /// <summary>An answer that is kept as a text may be JSON itself, and what it says have JSON in it.</summary>
    private static IEnumerable<string> Written(string text) =>
        Escaped(text).SelectMany(Escaped).Append(Uri.EscapeDataString(text));

    private static IEnumerable<string> Escaped(string text)
    {
        var ascii = JavaScriptEncoder.Default.Encode(text);
        return
        [
            text, ascii, Code().Replace(ascii, code => code.Value.ToLowerInvariant()),
            JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(text), QuotedAscii(text),
            text.Replace("/", "\\/", StringComparison.Ordinal),
        ];
    }

    /// <summary>As most languages write JSON: quotes and backslashes by a backslash, the rest by its code.</summary>
    private static string QuotedAscii(string text) => string.Concat(
        JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(text).Select(
            letter => char.IsAscii(letter) ? $"{letter}" : $"\\u{(int)letter:x4}"));

    [GeneratedRegex(@"\\u[0-9A-F]{4}", RegexOptions.None, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Code();
}
