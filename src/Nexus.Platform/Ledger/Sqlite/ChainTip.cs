using System.Security.Cryptography;

namespace Nexus.Platform.Ledger.Sqlite;

/// <summary>The newest link: each event's hash is SHA-256 over the hash before it and its own body.</summary>
internal sealed record ChainTip(long Position, ReadOnlyMemory<byte> Hash)
{
    public static ChainTip Origin { get; } = new(0, new byte[SHA256.HashSizeInBytes]);

    /// <param name="body">As the ledger has it.</param>
    /// <param name="sha256">Reused: to make one costs as much as to hash an event.</param>
    public ChainTip Next(ReadOnlySpan<byte> body, IncrementalHash sha256)
    {
        sha256.AppendData(Hash.Span);
        sha256.AppendData(body);
        return new(Position + 1, sha256.GetHashAndReset());
    }

    /// <summary>The same link.</summary>
    public bool Is(ChainTip other) => Position == other.Position && Hash.Span.SequenceEqual(other.Hash.Span);

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
