using System.Text.Json;
using Microsoft.Extensions.Logging;
using Nexus.Contracts;
using Nexus.Engine.Runs;
using Nexus.Transport;
using Nexus.Transport.Control;
using Nexus.Workspaces.Nodes;

namespace Nexus.Workspaces.Lifecycle;

/// <summary>The step that makes the environment, or makes it anew, on the node it was placed on.</summary>
internal sealed partial class BringUpEnvironment(
    WorkspaceStore workspaces, Fleet fleet, ServerEpoch epoch, ILogger<BringUpEnvironment> logger)
{
    /// <summary>The command's; the step's is longer, so that it can say whose answer is missing.</summary>
    public static readonly TimeSpan Within = TimeSpan.FromMinutes(3);

    private static readonly TimeSpan CheckWithin = TimeSpan.FromSeconds(20);

    /// <summary>
    /// One that a rebuild made, and that then could not be entered, is made anew of what was there before it.
    /// </summary>
    public Task EnsureAsync(Workspace workspace, StepContext step, CancellationToken cancellationToken) =>
        workspace is { Made: { } made, Placement: { IsMade: true, Provider: var provider } }
        && made != workspace.Config.Of(provider)
            ? RecreateAsync(workspace, step, cancellationToken)
            : AskAsync(workspace, ControlVerbs.Ensure, step.IdempotencyKey, step, Within, cancellationToken);

    /// <summary>Whether its node has what it shall be made of. Nodes of earlier versions do not know.</summary>
    /// <exception cref="NexusException"><c>image.not_found</c>, <c>process.no_images</c>.</exception>
    public async Task CheckAsync(Workspace workspace, StepContext step, CancellationToken cancellationToken)
    {
        try
        {
            await AskAsync(
                workspace, ControlVerbs.Check, $"{step.IdempotencyKey}-check", step, CheckWithin, cancellationToken);
        }
        catch (NexusException e) when (e.Error.Code is "node.bad_command")
        {
            LogNotChecked(workspace.Id, e.Error.Message);
        }
    }

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

    [LoggerMessage(Level = LogLevel.Debug, Message = "The image of {Workspace} was not looked for: {Reason}")]
    private partial void LogNotChecked(string workspace, string reason);
}
