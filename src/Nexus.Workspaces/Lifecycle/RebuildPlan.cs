using System.Text.Json;
using Microsoft.Extensions.Logging;
using Nexus.Contracts;
using Nexus.Engine.Runs;
using Nexus.Platform.Ledger;
using Nexus.Workspaces.Nodes;

namespace Nexus.Workspaces.Lifecycle;

/// <summary>
/// The built-in plan behind <c>rebuild</c>: the environment is made anew from the configuration as it is now, around
/// its home, and brought up. Id, ports and host key stay. What is wished for counts only once an environment made so
/// has answered: until then <c>up</c> makes the former one again.
/// </summary>
internal sealed partial class RebuildPlan(
    WorkspaceStore workspaces, Fleet fleet, BringUpPlan bringUp, BringUpEnvironment environment,
    BringUpServices services, EndServices end, ObservedServices observed, TimeProvider clock,
    ILogger<RebuildPlan> logger)
{
    /// <summary>Its configuration is worth this much waiting; what is broken is rebuilt without.</summary>
    private static readonly TimeSpan WakeWithin = TimeSpan.FromSeconds(20);

    private static readonly TimeSpan EndWithin = TimeSpan.FromSeconds(45);

    public Plan Plan => new(
        "rebuild",
        [
            bringUp.Place,
            bringUp.Step("configuration", TimeSpan.FromSeconds(90), ReadAsync),
            bringUp.StepWithOutput("end", TimeSpan.FromSeconds(90), EndAsync),
            bringUp.EnvironmentStep((workspace, step, cancellationToken) =>
                environment.RecreateAsync(workspace.AsWished(), step, cancellationToken)),
            bringUp.Ssh,
            bringUp.Step("keep", TimeSpan.FromMinutes(1), KeepAsync),
            .. bringUp.Inside,
        ])
    {
        OnFinished = FinishAsync,
    };

    private async Task ReadAsync(Workspace workspace, StepContext step, CancellationToken cancellationToken)
    {
        await RefreshAsync(workspace, step, cancellationToken);
        if (await workspaces.FindAsync(workspace.Id, cancellationToken) is not { } now)
            return;
        var wished = now.Workspace.AsWished();
        Check(wished);
        await environment.CheckAsync(wished, step, cancellationToken);
    }

    /// <summary>From now on it is what was asked for.</summary>
    private Task KeepAsync(Workspace workspace, StepContext step, CancellationToken cancellationToken) =>
        workspaces.ChangeAsync(workspace.Id, w => new(w.AsWished()), Cause.Of(step), cancellationToken);

    /// <summary>A configuration that is wrong ends it here; one that cannot be had is as it was last read.</summary>
    private async Task RefreshAsync(Workspace workspace, StepContext step, CancellationToken cancellationToken)
    {
        if (workspace.Placement is not { } placement
            || fleet.ReportOf(placement.NodeId, workspace.Id) is not { } report)
        {
            return;
        }

        try
        {
            if (!report.IsRunning)
                await environment.WakeAsync(workspace, step, WakeWithin, cancellationToken);
            await services.ReadConfigurationAsync(workspace, step, cancellationToken);
        }
        catch (NexusException e) when (!WorkspaceErrors.IsOfConfiguration(e.Error))
        {
            LogNotRead(workspace.Id, e.Error.Code);
        }
    }

    private void Check(Workspace workspace)
    {
        if (workspace.Placement is not { } placement)
            return;
        var wish = workspace.Config.Of(placement.Provider);
        WishRules.Check(placement.Provider, wish);
        if (Fitting.WhyTooSmall(fleet.LinkOf(placement.NodeId)?.Capabilities, wish) is { } why)
            throw new NexusException(NodeErrors.NoneFits($"{placement.NodeName}: {why}."));
    }

    /// <summary>From here on there is no way back to how it was.</summary>
    private async Task<JsonElement?> EndAsync(
        Workspace workspace, StepContext step, CancellationToken cancellationToken)
    {
        await workspaces.ChangeAsync(
            workspace.Id, w => w.Before is null ? null : new(w with { Before = null }), Cause.Of(step),
            cancellationToken);
        return await end.RunAsync(workspace, EndWithin, cancellationToken);
    }

    /// <summary>One that was refused before anything ended leaves the workspace as it was; its run says why.</summary>
    private async Task<LedgerBatch?> FinishAsync(RunOutcome outcome, CancellationToken cancellationToken)
    {
        var stored = await workspaces.FindAsync(outcome.Resource.Id, cancellationToken);
        if (outcome is not { Status: RunStatus.Failed, IsSuperseded: false }
            || stored is not { Workspace: { Desired: DesiredState.Up, Before: { } before } })
        {
            return await bringUp.FinishAsync(outcome, cancellationToken);
        }

        var cause = Cause.System(outcome.CorrelationId) with { RunId = outcome.RunId };
        return workspaces.Batch(stored, Back(stored.Workspace.Back(before)), cause);
    }

    /// <summary>The configuration may have been read anew, and what runs is what ran before.</summary>
    private Change Back(Workspace workspace) => observed.SettledOf(workspace, clock.GetUtcNow())
        ?? new(workspace, workspace.State is WorkspaceState.Ready
            ? new Told("xyn.workspace.ready")
            : new Told("xyn.workspace.partial") { Error = workspace.Error });

    [LoggerMessage(Level = LogLevel.Warning,
        Message = "The configuration of {Workspace} could not be read before it is rebuilt: {Code}")]
    private partial void LogNotRead(string workspace, string code);
}
