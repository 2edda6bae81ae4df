using System.Text.Json;
using Nexus.Contracts;
using Nexus.Engine.Runs;
using Nexus.Transport;
using Nexus.Transport.Control;
using Nexus.Workspaces.Nodes;

namespace Nexus.Workspaces.Lifecycle;

/// <summary>The step that makes the environment, or makes it anew, on the node it was placed on.</summary>
internal sealed class BringUpEnvironment(WorkspaceStore workspaces, Fleet fleet, ServerEpoch epoch)
{
    /// <summary>The command's; the step's is longer, so that it can say whose answer is missing.</summary>
    public static readonly TimeSpan Within = TimeSpan.FromMinutes(3);

    public Task EnsureAsync(Workspace workspace, StepContext step, CancellationToken cancellationToken) =>
        AskAsync(workspace, ControlVerbs.Ensure, step.IdempotencyKey, step, Within, cancellationToken);

    /// <summary>Also an attempt after one whose answer was lost is the same command: it is done once.</summary>
    public Task RecreateAsync(Workspace workspace, StepContext step, CancellationToken cancellationToken) =>
        AskAsync(workspace, ControlVerbs.Recreate, $"{step.StepId}-once", step, Within, cancellationToken);

    /// <summary>As <see cref="EnsureAsync"/>, when something is to be asked of it and nothing depends on it.</summary>
    public Task WakeAsync(
        Workspace workspace, StepContext step, TimeSpan within, CancellationToken cancellationToken) =>
        AskAsync(workspace, ControlVerbs.Ensure, $"{step.IdempotencyKey}-wake", step, within, cancellationToken);

    private async Task AskAsync(
        Workspace workspace, string verb, string id, StepContext step, TimeSpan within,
        CancellationToken cancellationToken)
    {
        var placement = workspace.Placement ?? throw new InvalidOperationException("Placed by the step before.");
        try
        {
            var answer = await fleet.AskAsync(
                placement.Command(verb, id, epoch.Value, within), workspace.Ensure(placement),
                TransportJson.Default.EnsureRequest, cancellationToken);
            if (answer?.Deserialize(TransportJson.Default.EnsureReply) is { } reply)
                await KeepAsync(reply, step, cancellationToken);
        }
        catch (NexusException e) when (NodeErrors.IsSilence(e))
        {
            throw new NexusException(WorkspaceErrors.NotStarted(workspace.Name, placement), e);
        }
    }

    /// <summary>What it is made of, so that one can tell when something else is wished for.</summary>
    private Task<Stored> KeepAsync(EnsureReply reply, StepContext step, CancellationToken cancellationToken) =>
        workspaces.ChangeAsync(
            step.Resource.Id,
            w => (w.Made, w.Unbounded) == (reply.Made ?? w.Made, reply.Unbounded)
                ? null
                : new(w with { Made = reply.Made ?? w.Made, Unbounded = reply.Unbounded }),
            Cause.Of(step), cancellationToken);
}
