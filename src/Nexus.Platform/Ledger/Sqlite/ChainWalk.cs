using System.Security.Cryptography;

namespace Nexus.Platform.Ledger.Sqlite;

/// <summary>Verifies that no event was changed, removed, added or reordered behind the ledger's back.</summary>
internal static class ChainWalk
{
    /// <summary>What the archive has, as far as it was not moved away, and then the database.</summary>
    public static ChainReport Verify(Database database, EventArchive archive)
    {
        using var sha256 = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        ChainTip? tip = null;
        var archived = 0;
        foreach (var item in archive.Read().Where(item => item.Position > (tip?.Position ?? 0)))
        {
            var expected = tip is null && item.Position > 1
                ? item.Tip // what is before it was moved away
                : (tip ?? ChainTip.Origin).Next(item.Body.Span, sha256);
            if (!expected.Is(item.Tip))
                return new(0, expected.Position) { Archived = archived };
            (tip, archived) = (item.Tip, archived + 1);
        }

        return Verify(database, tip, sha256) with { Archived = archived };
    }

    private static ChainReport Verify(Database database, ChainTip? archived, IncrementalHash sha256)
    {
        var checkpoints = database.Prepare("select position, hash from chain_checkpoint")
            .All(row => new ChainTip(row.Int64(0), row.Bytes(1).ToArray()))
            .ToDictionary(tip => tip.Position, tip => tip.Hash);
        var first = database.Scalar("select coalesce(min(position), 1) from event");
        if (first > 1 && !checkpoints.ContainsKey(first - 1))
            return new(0, first - 1);

        var tip = first == 1 ? ChainTip.Origin : new(first - 1, checkpoints[first - 1]);
        if (archived?.Position == tip.Position && !tip.Is(archived))
            return new(0, tip.Position);
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
        var isLinked = expected.Is(new(row.Int64(0), row.Bytes(1).ToArray()));
        var isKept = !checkpoints.TryGetValue(expected.Position, out var kept)
            || kept.Span.SequenceEqual(expected.Hash.Span);
        return isLinked && isKept && NamesAgree(row);
    }

    /// <summary>The columns that searches use repeat what the chained body says.</summary>
    private static bool NamesAgree(Statement row)
    {
        var item = EventParser.Parse(row.Bytes(2));
        return string.Equals(item.EventName, row.Text(3), StringComparison.Ordinal)
            && row.Bytes(4).SequenceEqual(EventReads.Key(item.RunId))
            && EventPlaces.IsFrequent(item) == (row.Int64(7) != 0)
            && string.Equals(item.Resource.Id, row.Text(5), StringComparison.Ordinal)
            && string.Equals(item.OwnerId, row.Text(6), StringComparison.Ordinal);
    }
}
