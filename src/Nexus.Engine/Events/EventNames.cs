using Nexus.Contracts;
using Nexus.Platform.Ledger;

namespace Nexus.Engine.Events;

/// <summary>The catalogue is the list of our events: what is not in it is a mistake in the code.</summary>
internal static class EventNames
{
    public static void Check(IReadOnlyList<LedgerEvent> events)
    {
        foreach (var item in events)
        {
            if (item.EventName.StartsWith("xyn.", StringComparison.Ordinal) && !EventCatalogue.Has(item.EventName))
                throw new InvalidOperationException($"{item.EventName} is missing in the event catalogue.");
        }
    }
}
