using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Unicode;
using Nexus.Contracts;
using Nexus.Platform;
using Nexus.Platform.Artifacts;

namespace Nexus.Engine.Artifacts;

/// <summary>
/// One content while it comes: bounded, counted against the quota, and gone with this unless it is kept.
/// </summary>
internal sealed class Arrival(IncomingFile file, ArtifactContents contents, OwnerMask mask, long maxBytes)
    : IAsyncDisposable
{
    /// <summary>A longer text is stored as it comes.</summary>
    private const int LongestRedacted = 1024 * 1024;

    private const int BufferSize = 128 * 1024;

    private long _taken;

    public IncomingFile File => file;

    /// <returns>The SHA-256 of what is to be stored.</returns>
    /// <exception cref="NexusException">
    /// <c>artifact.too_large</c>, <c>artifact.quota_exceeded</c>, <c>artifact.wrong_length</c>,
    /// <c>artifact.wrong_sha</c>.
    /// </exception>
    public async Task<string> TakeAsync(Stream content, NewArtifact artifact, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            var isLookedAt = ArtifactRules.IsText(artifact.ContentType) && !artifact.HasNoSecret;
            var text = isLookedAt ? new MemoryStream() : null;
            int read;
            while ((read = await content.ReadAsync(buffer, cancellationToken)) > 0)
            {
                Count(read, artifact);
                if (text is not null && _taken > LongestRedacted)
                {
                    await file.WriteAsync(Written(text), cancellationToken);
                    text = null;
                }

                if (text is null)
                    await file.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
                else
                    text.Write(buffer, 0, read);
            }

            if (artifact.ByteLength is { } announced && announced != _taken)
                throw new NexusException(ArtifactErrors.WrongLength(announced, _taken));
            return await SealAsync(text, artifact.Sha256, cancellationToken);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    public async ValueTask DisposeAsync()
    {
        contents.GiveBack(_taken);
        await file.DisposeAsync();
    }

    private void Count(int read, NewArtifact artifact)
    {
        if (_taken + read > maxBytes)
            throw new NexusException(ArtifactErrors.TooLarge(maxBytes));
        if (_taken + read > artifact.ByteLength)
            throw new NexusException(ArtifactErrors.WrongLength(artifact.ByteLength.Value, _taken + read));
        contents.Take(read);
        _taken += read;
    }

    private async Task<string> SealAsync(MemoryStream? text, string? announced, CancellationToken cancellationToken)
    {
        var came = text is null ? null : Convert.ToHexStringLower(SHA256.HashData(Written(text).Span));
        if (text is not null)
            await file.WriteAsync(Redacted(Written(text)), cancellationToken);
        var stored = await file.SealAsync();
        came ??= stored;
        if (announced is not null && !came.Equals(announced, StringComparison.OrdinalIgnoreCase))
            throw new NexusException(ArtifactErrors.WrongSha(announced, came));
        return stored;
    }

    /// <summary>What is not UTF-8 after all is left alone.</summary>
    private ReadOnlyMemory<byte> Redacted(ReadOnlyMemory<byte> text)
    {
        if (!Utf8.IsValid(text.Span))
            return text;
        var shown = Encoding.UTF8.GetString(text.Span);
        var clean = mask.Text(shown);
        return ReferenceEquals(shown, clean) ? text : Encoding.UTF8.GetBytes(clean);
    }

    private static ReadOnlyMemory<byte> Written(MemoryStream stream) =>
        stream.GetBuffer().AsMemory(0, (int)stream.Length);
}
