namespace Nexus.Platform.Ledger.Sqlite;

/// <summary>How an event is found again: an index costs a page per commit, so most events are in few of them.</summary>
internal enum EventPlace
{
    /// <summary>By name, run, resource and owner.</summary>
    Indexed = 0,

    /// <summary>Begin or end of a step or a run, nineteen events of twenty: by run, resource and owner.</summary>
    Frequent = 1,

    /// <summary>The same, written right behind an indexed event of its run: through that one.</summary>
    Neighbour = 2,
}

internal static class EventPlaces
{
    /// <param name="item">Has a place.</param>
    /// <param name="before">The event before it in its batch; null: it is the first.</param>
    /// <param name="placeBefore">Of that.</param>
    public static EventPlace Of(LedgerEvent item, LedgerEvent? before, EventPlace placeBefore) =>
        !IsFrequent(item) ? EventPlace.Indexed
        : before is not null && placeBefore is not EventPlace.Neighbour && IsFoundAlike(item, before)
            ? EventPlace.Neighbour
        : EventPlace.Frequent;

    private static bool IsFoundAlike(LedgerEvent item, LedgerEvent before) => item.RunId == before.RunId
        && string.Equals(item.Resource.Id, before.Resource.Id, StringComparison.Ordinal)
        && string.Equals(item.OwnerId, before.OwnerId, StringComparison.Ordinal);

    public static bool IsFrequent(LedgerEvent item) => item.RunId is not null && IsFrequent(item.EventName);

    public static bool IsFrequent(string name) =>
        name is "xyn.step.started" or "xyn.step.completed" or "xyn.run.started" or "xyn.run.completed";
}
