using Microsoft.Extensions.Options;
using Nexus.Contracts;
using Nexus.Workspaces.Lifecycle;

namespace Nexus.Workspaces.Workcells;

/// <summary>Records a workcell when it is its turn, and sees to its end from then on.</summary>
internal sealed class NewWorkcells(
    Turns turns, EndLifespans ends, IOptions<WorkcellOptions> options, TimeProvider clock)
{
    /// <param name="cell">What is wanted.</param>
    /// <param name="ttl">How long it lives unused; null: as the settings say.</param>
    /// <param name="patience">To wait for its turn; null: as long as <paramref name="cancellationToken"/>.</param>
    /// <param name="record">Its life begins with it, not with waiting for it.</param>
    /// <param name="cancellationToken">Ends waiting.</param>
    /// <exception cref="NexusException"><c>workcell.too_many</c>, and why it cannot be recorded.</exception>
    public async Task<Workspace> AddAsync(
        Cell cell, TimeSpan? ttl, TimeSpan? patience, Func<Lifespan, Task<Workspace>> record,
        CancellationToken cancellationToken)
    {
        using var turn = await turns.TakeAsync(cell, patience, cancellationToken);
        var made = await record(new(ttl ?? options.Value.Ttl, clock.GetUtcNow()) { Purpose = cell.Purpose });
        turns.Enter(made.Id, cell);
        ends.Watch(made);
        return made;
    }
}
