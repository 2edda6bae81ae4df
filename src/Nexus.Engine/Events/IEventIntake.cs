using Nexus.Platform.Ledger;

namespace Nexus.Engine.Events;

/// <summary>The one door for what happens: events, the state they changed, and the runs they start.</summary>
public interface IEventIntake
{
    /// <summary>
    /// Commits the batch together with a run for every trigger its events match; a run whose lane is free has begun
    /// when this commit is durable. Waits until the engine has taken up the runs of before the last stop.
    /// </summary>
    /// <returns>The position of the batch's last event.</returns>
    /// <exception cref="Contracts.NexusException">
    /// <c>ledger.conflict</c>, <c>ledger.unavailable</c>, <c>run.too_many_waiting</c>: nothing is recorded.
    /// </exception>
    Task<long> EmitAsync(LedgerBatch batch, CancellationToken cancellationToken);
}

/// <summary>
/// Sees every event of some names, in order, at least once, from where it left off before the last stop. Register it
/// as a service; the engine calls it.
/// </summary>
public interface IEventSubscriber
{
    /// <summary>Name of its cursor: stable for ever.</summary>
    string Name { get; }

    /// <summary>Start of the names it wants: <c>xyn.run.</c>; empty for all.</summary>
    string Prefix { get; }

    /// <summary>An exception means: again later, with backoff; events behind it wait.</summary>
    Task HandleAsync(RecordedEvent item, CancellationToken cancellationToken);
}

/// <summary>Reads the ledger at a pace of its own: what it has not read stays in the database.</summary>
internal interface IHoldsEvents
{
    /// <summary>Position of the last event that it is done with.</summary>
    long Handled { get; }
}
