using System.Buffers;
using System.Collections.Immutable;
using System.Text;
using System.Text.RegularExpressions;

namespace Nexus.Platform;

/// <summary>
/// Stands before every log, event and artifact: masks values it was told about, and what looks like a credential.
/// </summary>
public sealed partial class Redactor
{
    private const int ShortestSecret = 8;
    private const int LongestLookedAt = 1024;

    private static readonly SearchValues<string> Suspicious = SearchValues.Create(
        [
            "ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_", "sk-", "xox", "nx", "AKIA", "PRIVATE KEY",
            "earer ", "://",
        ],
        StringComparison.Ordinal);

    private ImmutableArray<Known> _known = [];

    /// <summary>What stands for what is not shown.</summary>
    internal static string Mask => "***";

    /// <summary>
    /// A value that must never be seen, as it is or as it is written in JSON, an address or base64; of a long one that
    /// has lines no line either. What is shorter than 8 characters would mask ordinary text.
    /// </summary>
    /// <param name="secret">The value.</param>
    /// <param name="ownerId">
    /// Whose it is: it is masked in what is theirs, so that nobody's secret changes what others read, or tells that it
    /// was guessed. Null: the server's.
    /// </param>
    public void Protect(string secret, string? ownerId = null)
    {
        foreach (var form in SecretForms.Of(secret).Where(form => form.Length >= ShortestSecret))
            ImmutableInterlocked.Update(ref _known, With, new Known(form, ownerId));

        // The longest first: what has another in it is masked as a whole.
        static ImmutableArray<Known> With(ImmutableArray<Known> known, Known one) => known.Contains(one)
            ? known
            : known.Insert(known.TakeWhile(other => other.Form.Length >= one.Form.Length).Count(), one);
    }

    /// <summary>For what is one owner's.</summary>
    public OwnerMask Of(string ownerId) => new(this, ownerId);

    /// <summary>For what belongs to nobody: a log.</summary>
    public string Redact(string text) => Redact(text, ownerId: null);

    /// <summary>For what belongs to nobody: every text in it, and no name, number or form.</summary>
    /// <param name="json">UTF-8.</param>
    /// <returns>The same when there is nothing to hide.</returns>
    public ReadOnlySpan<byte> RedactJson(ReadOnlySpan<byte> json) =>
        IsClean(json, ownerId: null) ? json : MaskedJson.Of(json, Redact, onlyFree: false);

    internal string Redact(string text, string? ownerId)
    {
        foreach (var known in _known)
        {
            if (known.IsIn(ownerId))
                text = text.Replace(known.Form, Mask, StringComparison.Ordinal);
        }

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

    /// <returns>Where the first value of one of an owner's secrets begins; -1: there is none.</returns>
    internal int Find(string text, string ownerId) => _known.Where(known => known.IsIn(ownerId))
        .Select(known => text.IndexOf(known.Form, StringComparison.Ordinal)).Where(at => at >= 0)
        .DefaultIfEmpty(-1).Min();

    /// <summary>Sure that there is nothing to hide, without a copy on the heap: what most events are.</summary>
    internal bool IsClean(ReadOnlySpan<byte> json, string? ownerId)
    {
        if (json.Length > LongestLookedAt)
            return false;
        Span<char> text = stackalloc char[LongestLookedAt];
        var found = text[..Encoding.UTF8.GetChars(json, text)];
        if (found.ContainsAny(Suspicious))
            return false;
        foreach (var known in _known)
        {
            if (known.IsIn(ownerId) && found.IndexOf(known.Form, StringComparison.Ordinal) >= 0)
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
         (-----END\ [A-Z ]{0,40}PRIVATE\ KEY-----|(?=\\?")|\\?\z)
        |(?<=[Bb]earer\ )[\w.~+/=-]{8,}|(?<=://[^\s/@:"\\]{0,64}:)[^\s/@"\\]+(?=@)
        """,
        RegexOptions.IgnorePatternWhitespace | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Credential();

    /// <param name="Form">How it may be written.</param>
    /// <param name="OwnerId">Null: the server's, masked everywhere.</param>
    private readonly record struct Known(string Form, string? OwnerId)
    {
        /// <param name="ownerId">Of what it may be in; null: nobody's.</param>
        public bool IsIn(string? ownerId) =>
            OwnerId is null || ownerId is null || string.Equals(OwnerId, ownerId, StringComparison.Ordinal);
    }
}
