using System.Security.Cryptography;

namespace Nexus.Platform.Ledger.Sqlite;

/// <summary>Verifies that no event was changed, removed, added or reordered behind the ledger's back.</summary>
internal static class ChainWalk
{
    public static ChainReport Verify(Database database)
    {
        var checkpoints = database.Prepare("select position, hash from chain_checkpoint")
            .All(row => new ChainTip(row.Int64(0), row.Bytes(1).ToArray()))
            .ToDictionary(tip => tip.Position, tip => tip.Hash);
        var first = database.Scalar("select coalesce(min(position), 1) from event");
        if (first > 1 && !checkpoints.ContainsKey(first - 1))
            return new(0, first - 1);

        var tip = first == 1 ? ChainTip.Origin : new(first - 1, checkpoints[first - 1]);
        using var sha256 = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var rows = database.Prepare(
            "select position, hash, body, name, run_id, resource_id, owner_id, frequent from event order by position");
        try
        {
            while (rows.Read())
            {
                tip = tip.Next(rows.Bytes(2), sha256);
                if (!Follows(rows, tip, checkpoints))
                    return new(tip.Position - first, tip.Position);
            }
        }
        finally
        {
            rows.Reset();
        }

        var lost = checkpoints.Keys.Where(position => position > tip.Position);
        return new(tip.Position - first + 1, lost.Any() ? tip.Position + 1 : null);
    }

    private static bool Follows(Statement row, ChainTip expected, Dictionary<long, ReadOnlyMemory<byte>> checkpoints)
    {
        var isLinked = row.Int64(0) == expected.Position && row.Bytes(1).SequenceEqual(expected.Hash.Span);
        var isKept = !checkpoints.TryGetValue(expected.Position, out var kept)
            || kept.Span.SequenceEqual(expected.Hash.Span);
        return isLinked && isKept && NamesAgree(row);
    }

    /// <summary>The columns that searches use repeat what the chained body says.</summary>
    private static bool NamesAgree(Statement row)
    {
        var item = EventReads.Parse(row.Bytes(2));
        return string.Equals(item.EventName, row.Text(3), StringComparison.Ordinal)
            && row.Bytes(4).SequenceEqual(EventReads.Key(item.RunId))
            && EventPlaces.IsFrequent(item) == (row.Int64(7) != 0)
            && string.Equals(item.Resource.Id, row.Text(5), StringComparison.Ordinal)
            && string.Equals(item.OwnerId, row.Text(6), StringComparison.Ordinal);
    }
}
