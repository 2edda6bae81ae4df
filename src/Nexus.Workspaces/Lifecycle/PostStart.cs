using System.Text.Json;
using Nexus.Contracts;
using Nexus.Engine.Runs;
using Nexus.Platform.Ledger;
using Nexus.Workspaces.Gateway;
using Nexus.Workspaces.Nodes;

namespace Nexus.Workspaces.Lifecycle;

/// <summary>
/// The hook for when all services are healthy, once for each <c>up</c>: its last step, or a run of its own when the
/// last of them becomes healthy later. That run commits with the change to ready, so no restart loses or doubles it.
/// </summary>
internal sealed class PostStart(
    WorkspaceStore workspaces, EnvironmentCalls calls, Fleet fleet, WorkspaceSteps steps, TimeProvider clock)
{
    public const string Requested = "xyn.workspace.post_start.requested";

    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Within = TimeSpan.FromMinutes(5);

    public Plan Plan => new("post-start", steps.WithOutput("hook", TimeSpan.FromMinutes(7), RunLateAsync))
    {
        OnFinished = FinishAsync,
    };

    public static IEnumerable<Told> DueOf(Workspace workspace) =>
        workspace is { HasPostStart: true, IsPostStartDue: true } ? [new Told(Requested)] : [];

    /// <summary>What works goes on working: a hook that fails after that is worth a warning only.</summary>
    public async Task<NexusError?> RunAsync(Workspace workspace, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(Within + Slack, clock);
        using var bounds = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            return await calls.RunHookAsync(workspace, "post_start", Within, bounds.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return GatewayErrors.HookTimedOut(workspace.Name, "post_start", Within, tail: "");
        }
    }

    /// <summary>Unless its owner wants something else since.</summary>
    private async Task<JsonElement?> RunLateAsync(
        Workspace workspace, StepContext step, CancellationToken cancellationToken)
    {
        if (workspace is not
            {
                Desired: DesiredState.Up,
                State: WorkspaceState.Ready or WorkspaceState.Partial,
                Placement: { } placement,
            })
        {
            return null;
        }

        await fleet.ForNodeAsync(placement, clock, cancellationToken);
        if (await RunAsync(workspace, cancellationToken) is not { } warning)
            return null;
        await workspaces.ChangeAsync(
            workspace.Id, w => new(w with { HookWarning = warning }), Cause.Of(step), cancellationToken);
        return JsonSerializer.SerializeToElement(
            new WarnedOutput { Warning = warning }, ContractsJson.Default.WarnedOutput);
    }

    /// <summary>That it could not be run to its end, say because its node was lost, is as worth telling.</summary>
    private async Task<LedgerBatch?> FinishAsync(RunOutcome outcome, CancellationToken cancellationToken)
    {
        if (outcome is not { Status: RunStatus.Failed, Error: { } error, IsSuperseded: false }
            || await workspaces.FindAsync(outcome.Resource.Id, cancellationToken) is not { } stored
            || stored.Workspace is not { Desired: DesiredState.Up } workspace)
        {
            return null;
        }

        var warning = GatewayErrors.HookCut(workspace.Name, "post_start", error);
        return workspaces.Batch(
            stored, new(workspace with { HookWarning = warning }),
            Cause.System(outcome.CorrelationId) with { RunId = outcome.RunId });
    }
}
