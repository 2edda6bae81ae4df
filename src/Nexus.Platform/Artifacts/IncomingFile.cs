using System.Security.Cryptography;

namespace Nexus.Platform.Artifacts;

/// <summary>A content while it comes. Unless it was kept nothing is left of it when it is disposed of.</summary>
public sealed class IncomingFile : IAsyncDisposable
{
    private readonly IncrementalHash _sha256 = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly FileStream _file;

    internal IncomingFile(FileStream file) => _file = file;

    public long Length { get; private set; }

    internal string Path => _file.Name;

    /// <exception cref="IOException">It cannot be written.</exception>
    public async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        _sha256.AppendData(bytes.Span);
        await _file.WriteAsync(bytes, cancellationToken);
        Length += bytes.Length;
    }

    /// <summary>No more comes; what came is on disk.</summary>
    /// <returns>Its SHA-256 in hexadecimal.</returns>
    /// <exception cref="IOException">It cannot be written.</exception>
    public async ValueTask<string> SealAsync()
    {
        _file.Flush(flushToDisk: true);
        await _file.DisposeAsync();
        return Convert.ToHexStringLower(_sha256.GetHashAndReset());
    }

    public async ValueTask DisposeAsync()
    {
        _sha256.Dispose();
        try
        {
            await _file.DisposeAsync();
        }
        finally
        {
            File.Delete(Path);
        }
    }
}
