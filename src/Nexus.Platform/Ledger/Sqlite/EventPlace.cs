namespace Nexus.Platform.Ledger.Sqlite;

/// <summary>How an event is found again: an index costs a page per commit, so most events are in few of them.</summary>
internal enum EventPlace
{
    /// <summary>By name, run, resource and owner.</summary>
    Indexed = 0,

    /// <summary>Begin or end of a step or a run, nineteen events of twenty: by run and owner.</summary>
    Frequent = 1,

    /// <summary>The same, written right behind an indexed event of its run: through that one.</summary>
    Neighbour = 2,
}

internal static class EventPlaces
{
    /// <param name="before">Of the event before it in its batch, which belongs to <paramref name="runBefore"/>.</param>
    public static EventPlace Of(LedgerEvent item, EventPlace before, Guid? runBefore) =>
        !IsFrequent(item) ? EventPlace.Indexed
        : runBefore == item.RunId && before is not EventPlace.Neighbour ? EventPlace.Neighbour
        : EventPlace.Frequent;

    public static bool IsFrequent(LedgerEvent item) => item.RunId is not null && IsFrequent(item.EventName);

    public static bool IsFrequent(string name) =>
        name is "xyn.step.started" or "xyn.step.completed" or "xyn.run.started" or "xyn.run.completed";
}
