using System.Buffers;
using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Nexus.Platform;

/// <summary>
/// Stands before every log, event and artifact: masks values it was told about, and what looks like a credential.
/// </summary>
public sealed partial class Redactor
{
    private const string Mask = "***";
    private const string Hidden = """{"hidden":"***"}""";
    private const int ShortestSecret = 8;
    private const int LongestLookedAt = 1024;

    private static readonly SearchValues<string> Suspicious = SearchValues.Create(
        [
            "ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_", "sk-", "xox", "nx", "AKIA", "PRIVATE KEY",
            "earer ", "://",
        ],
        StringComparison.Ordinal);

    private ImmutableArray<string> _known = [];

    /// <summary>
    /// A value that must never be seen, as it is or as it is written in JSON, an address or base64; of a long one that
    /// has lines no line either. What is shorter than 8 characters would mask ordinary text.
    /// </summary>
    public void Protect(string secret)
    {
        foreach (var form in SecretForms.Of(secret).Where(form => form.Length >= ShortestSecret))
            ImmutableInterlocked.Update(ref _known, With, form);

        // The longest first: what has another in it is masked as a whole.
        static ImmutableArray<string> With(ImmutableArray<string> known, string form) =>
            known.Contains(form, StringComparer.Ordinal)
                ? known
                : known.Insert(known.TakeWhile(other => other.Length >= form.Length).Count(), form);
    }

    public string Redact(string text)
    {
        foreach (var secret in _known)
            text = text.Replace(secret, Mask, StringComparison.Ordinal);
        if (!text.AsSpan().ContainsAny(Suspicious))
            return text;
        try
        {
            return Credential().Replace(text, Mask);
        }
        catch (RegexMatchTimeoutException)
        {
            // What could not be looked at in time is not shown.
            return Mask;
        }
    }

    /// <param name="json">UTF-8.</param>
    /// <returns>The same when there is nothing to hide.</returns>
    public ReadOnlySpan<byte> Redact(ReadOnlySpan<byte> json)
    {
        if (IsClean(json))
            return json;
        var text = Encoding.UTF8.GetString(json);
        var clean = Redact(text);
        return ReferenceEquals(text, clean)
            ? json
            : JsonMarshal.GetRawUtf8Value(JsonElement.Parse(clean is Mask ? Hidden : clean));
    }

    /// <summary>Sure that there is nothing to hide, without a copy on the heap: what most events are.</summary>
    private bool IsClean(ReadOnlySpan<byte> json)
    {
        if (json.Length > LongestLookedAt)
            return false;
        Span<char> text = stackalloc char[LongestLookedAt];
        var found = text[..Encoding.UTF8.GetChars(json, text)];
        if (found.ContainsAny(Suspicious))
            return false;
        foreach (var secret in _known)
        {
            if (found.IndexOf(secret, StringComparison.Ordinal) >= 0)
                return false;
        }

        return true;
    }

    /// <summary>
    /// No pattern reaches over a quote or into an escape, so JSON stays JSON; none looks at a text more than once, so a
    /// long one costs no more than its length. A private key without an end is hidden as far as it goes.
    /// </summary>
    [GeneratedRegex(
        """
        gh[pousr]_[A-Za-z0-9]{20,}|github_pat_\w{20,}|sk-[\w-]{20,}|xox[abprs]-[\w-]{10,}
        |nx[a-z]_[\w-]{16,}|AKIA[0-9A-Z]{16}
        |-----BEGIN\ [A-Z ]{0,40}PRIVATE\ KEY-----([^"\\]|\\[^"])*?
         (-----END\ [A-Z ]{0,40}PRIVATE\ KEY-----|(?=\\?"|\\?\z))
        |(?<=[Bb]earer\ )[\w.~+/=-]{8,}|(?<=://[^\s/@:"\\]{0,64}:)[^\s/@"\\]+(?=@)
        """,
        RegexOptions.IgnorePatternWhitespace | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Credential();
}
