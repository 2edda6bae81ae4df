using Nexus.Platform.Metrics;

namespace Nexus.Platform.Ledger.Sqlite;

/// <summary>How much is written, and how long a flush takes.</summary>
public sealed class LedgerFigures(ILedger ledger) : IFigures
{
    private static readonly Metric Events = new(
        "nexus_ledger_events_total", MetricKind.Counter, "Events in the ledger since the home was made.");

    private static readonly Metric Commits = new(
        "nexus_ledger_commits_total", MetricKind.Counter, "Transactions since the server started; writes share them.");

    private static readonly Metric Flush = new(
        "nexus_ledger_flush_seconds", MetricKind.Histogram, "Time of a transaction with its flush to the disk.");

    public IReadOnlyList<Metric> Metrics => [Events, Commits, Flush];

    public Task WriteAsync(MetricText text, CancellationToken cancellationToken)
    {
        text.Write(Events, ledger.Head);
        if (ledger is SqliteLedger sqlite)
        {
            text.Write(Commits, sqlite.Transactions);
            text.Write(Flush, sqlite.FlushTime);
        }

        return Task.CompletedTask;
    }
}
