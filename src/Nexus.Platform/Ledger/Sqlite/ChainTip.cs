using System.Buffers;
using System.Security.Cryptography;

namespace Nexus.Platform.Ledger.Sqlite;

/// <summary>The newest link: each event's hash is SHA-256 over the hash before it and its own body.</summary>
internal sealed record ChainTip(long Position, ReadOnlyMemory<byte> Hash)
{
    public static ChainTip Origin { get; } = new(0, new byte[SHA256.HashSizeInBytes]);

    public ChainTip Next(ReadOnlySpan<byte> body)
    {
        var size = Hash.Length + body.Length;
        var buffer = ArrayPool<byte>.Shared.Rent(size);
        Hash.Span.CopyTo(buffer);
        body.CopyTo(buffer.AsSpan(Hash.Length));
        var hash = SHA256.HashData(buffer.AsSpan(0, size));
        ArrayPool<byte>.Shared.Return(buffer);
        return new(Position + 1, hash);
    }

    /// <summary>Where the database left off.</summary>
    public static ChainTip Read(Database database)
    {
        var newest = database.Prepare("select position, hash from event order by position desc limit 1")
            .All(row => new ChainTip(row.Int64(0), row.Bytes(1).ToArray()));
        var archived = database.Prepare("select position, hash from chain_checkpoint order by position desc limit 1")
            .All(row => new ChainTip(row.Int64(0), row.Bytes(1).ToArray()));
        return newest.Concat(archived).MaxBy(tip => tip.Position) ?? Origin;
    }
}
