using System.Globalization;
using Nexus.Platform.Ledger;

namespace Nexus.Engine.Outbox;

/// <summary>How far all was delivered to a target, or given up: a row of its own, because it moves often.</summary>
internal sealed class TargetPlace(string target, ILedger ledger)
{
    public const string Kind = "target.place";
    private StateRow? _row;
    private bool _isMarked;

    public long Position { get; private set; }

    public DateTimeOffset KeptAt { get; private set; }

    public static StateRow First(string target, string ownerId, long position) =>
        new(Kind, target, "", ownerId, 1, Text(position));

    public async Task LoadAsync(CancellationToken cancellationToken)
    {
        _row = await ledger.FindAsync(Kind, target, cancellationToken)
            ?? throw new OperationCanceledException(); // it is being removed
        Position = long.Parse(_row.Body, NumberStyles.None, CultureInfo.InvariantCulture);
    }

    /// <summary>Something was delivered: it is worth a commit.</summary>
    public void Mark() => _isMarked = true;

    public bool IsBehind(long done) => _isMarked && done > Position;

    public async Task KeepAsync(long done, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var next = (_row ?? throw new InvalidOperationException("It is not loaded.")).Next(Text(done));
        await ledger.AppendAsync(new([], next), cancellationToken);
        (_row, Position, KeptAt, _isMarked) = (next, done, now, false);
    }

    private static string Text(long position) => position.ToString(CultureInfo.InvariantCulture);
}
