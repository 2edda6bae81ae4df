using System.Text;
using System.Text.Encodings.Web;

namespace Nexus.Platform;

/// <summary>How a secret may look where it is written.</summary>
internal static class SecretForms
{
    public static IEnumerable<string> Of(string secret) => Lines(secret).SelectMany(Written)
        .Append(Convert.ToBase64String(Encoding.UTF8.GetBytes(secret)))
        .Distinct(StringComparer.Ordinal);

    private static IEnumerable<string> Lines(string secret) => secret.Contains('\n', StringComparison.Ordinal)
        ? secret.Split('\n', StringSplitOptions.TrimEntries).Prepend(secret)
        : [secret];

    private static IEnumerable<string> Written(string text) =>
    [
        text, JavaScriptEncoder.Default.Encode(text), JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(text),
        Uri.EscapeDataString(text),
    ];
}
