using System.Text.Json;
using Nexus.Contracts;
using Nexus.Platform.Ledger;

namespace Nexus.Engine.Runs;

/// <summary>The engine as other slices see it.</summary>
public interface IRuns
{
    /// <summary>
    /// Asks a run to end; durable when the task completes, the run ends soon after. A run that waits ends at once.
    /// Asking again, or asking a run that is failing already, changes nothing.
    /// </summary>
    /// <exception cref="NexusException"><c>run.not_found</c>, <c>run.finished</c>.</exception>
    Task<RunView> CancelAsync(Guid runId, string reason, CancellationToken cancellationToken);

    /// <exception cref="NexusException"><c>run.not_found</c>.</exception>
    Task<RunView> FindAsync(Guid runId, Scope scope, CancellationToken cancellationToken);

    /// <summary>True while a run holds or awaits this lane, also one that is not recorded yet.</summary>
    bool IsBusy(string lane);

    /// <summary>
    /// The newest run that holds or awaits this lane, null when it is free. One whose commit is on its way is waited
    /// for: it may be refused, and then there never was such a run.
    /// </summary>
    Task<Guid?> RunOfAsync(string lane, CancellationToken cancellationToken);

    /// <summary>Completes when the run has ended durably; at once when it has already.</summary>
    Task<RunOutcome> WaitAsync(Guid runId, CancellationToken cancellationToken);
}

/// <summary>How a run ended.</summary>
public sealed record RunOutcome
{
    public required Guid RunId { get; init; }

    /// <summary>Name of the plan.</summary>
    public required string Name { get; init; }

    /// <summary><c>completed</c>, <c>failed</c> or <c>cancelled</c>.</summary>
    public required RunStatus Status { get; init; }

    public NexusError? Error { get; init; }

    public string? CancelReason { get; init; }

    /// <summary>Cancelled because another run of its lane took its place; nobody changed their mind.</summary>
    public bool IsSuperseded =>
        CancelReason?.StartsWith(RunEngine.SupersededBy, StringComparison.Ordinal) is true;

    public required ResourceRef Resource { get; init; }

    public required string OwnerId { get; init; }

    public required string Actor { get; init; }

    public required string CorrelationId { get; init; }

    public required JsonElement Inputs { get; init; }

    /// <summary>What completed steps returned, by step name.</summary>
    public required IReadOnlyDictionary<string, JsonElement> Outputs { get; init; }
}
