using Nexus.Platform.Ledger;

namespace Nexus.Engine.Tests.Runs;

internal static class Waiting
{
    /// <summary>The next event of that name, recorded already or to come.</summary>
    public static async Task<RecordedEvent> WaitForAsync(
        this ILedger ledger, string name, CancellationToken cancellationToken)
    {
        await foreach (var item in ledger.FollowAsync(0, cancellationToken))
        {
            if (string.Equals(item.Event.EventName, name, StringComparison.Ordinal))
                return item;
        }

        throw new InvalidOperationException("The ledger ended.");
    }
}
