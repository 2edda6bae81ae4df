using Nexus.Journeys.Installing;
using Nexus.Platform;
using Nexus.Platform.Ledger.Sqlite;

namespace Nexus.Journeys.Killing;

internal static class Ledgers
{
    /// <summary>While the server is stopped.</summary>
    public static SqliteLedger OpenLedger(this Installation nexus) => SqliteLedger.Open(
        new() { Path = Path.Combine(nexus.Home, "state", "data", "events.db") }, new Redactor());
}
