namespace Nexus.Platform;

/// <summary>Masks what is one owner's: the server's secrets and theirs, and what looks like a credential.</summary>
public readonly struct OwnerMask(Redactor redactor, string ownerId)
{
    public string Text(string text) => redactor.Redact(text, ownerId);

    /// <summary>Every text in what somebody sent or a program answered; no name, number or form.</summary>
    /// <param name="json">UTF-8.</param>
    /// <returns>The same when there is nothing to hide.</returns>
    public ReadOnlySpan<byte> Json(ReadOnlySpan<byte> json) => Json(json, onlyFree: false);

    /// <summary>
    /// Of what we wrote ourselves the fields that hold what others said, as <see cref="MaskedJson"/> lists them: ids,
    /// times and states are never masked, whatever somebody made a secret of.
    /// </summary>
    /// <inheritdoc cref="Json(ReadOnlySpan{byte})"/>
    public ReadOnlySpan<byte> Record(ReadOnlySpan<byte> json) => Json(json, onlyFree: true);

    /// <returns>Where the value of a secret begins, counted from 0; -1: there is none in it.</returns>
    public int Find(string text) => redactor.Find(text, ownerId);

    private ReadOnlySpan<byte> Json(ReadOnlySpan<byte> json, bool onlyFree) =>
        redactor.IsClean(json, ownerId) ? json : MaskedJson.Of(json, Text, onlyFree);
}
