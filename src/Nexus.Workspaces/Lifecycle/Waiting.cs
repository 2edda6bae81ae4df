using Nexus.Contracts;
using Nexus.Engine.Runs;
using Nexus.Workspaces.Nodes;

namespace Nexus.Workspaces.Lifecycle;

/// <summary>
/// What steps share: patience with a node that is coming back, and which failures are worth another attempt.
/// </summary>
internal static class Waiting
{
    private static readonly TimeSpan ForNode = TimeSpan.FromSeconds(30);

    /// <summary>After a restart of either side runs continue before the node has dialled in again.</summary>
    public static RetryPolicy Retry { get; } =
        new(4, TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(3)) { IsWorthwhile = IsPassing };

    /// <exception cref="NexusException"><c>node.unreachable</c>.</exception>
    public static Task ForNodeAsync(
        this Fleet fleet, Placement placement, TimeProvider clock, CancellationToken cancellationToken) =>
        fleet.ForNodeAsync(placement, ForNode, clock, cancellationToken);

    /// <param name="within">How long, if that is less than what a node gets anyway.</param>
    /// <exception cref="NexusException"><c>node.unreachable</c>.</exception>
    public static async Task ForNodeAsync(
        this Fleet fleet, Placement placement, TimeSpan within, TimeProvider clock,
        CancellationToken cancellationToken)
    {
        var patience = fleet.IsSilent(placement.NodeId) ? TimeSpan.Zero : within < ForNode ? within : ForNode;
        if (!await fleet.ForAsync(() => fleet.IsCompared(placement.NodeId), patience, clock, cancellationToken))
            throw new NexusException(NodeErrors.Unreachable(placement.NodeName));
    }

    /// <returns>False when it did not come true in time.</returns>
    public static async Task<bool> ForAsync(
        this Fleet fleet, Func<bool> isTrue, TimeSpan within, TimeProvider clock, CancellationToken cancellationToken)
    {
        var cameTrue = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        void Look()
        {
            if (isTrue())
                cameTrue.TrySetResult();
        }

        using var watching = fleet.Watch(Look);
        try
        {
            Look();
            await cameTrue.Task.WaitAsync(within, clock, cancellationToken);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    private static bool IsPassing(NexusError error) =>
        error.Code is "ledger.conflict" or "environment.broken" or "environment.bad_reply" or "node.no_answer";
}
