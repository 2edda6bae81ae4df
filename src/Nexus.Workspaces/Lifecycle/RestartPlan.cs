using System.Text.Json;
using Nexus.Contracts;
using Nexus.Engine.Runs;
using Nexus.Platform.Ledger;
using Nexus.Workspaces.Gateway;

namespace Nexus.Workspaces.Lifecycle;

/// <summary>
/// The built-in plan behind <c>restart</c>: the configuration is read again, then one service or all of them. One alone
/// leaves the others as they are, and what differs from the configuration then is told. What fails leaves the workspace
/// as it is; it is shown, and <c>up</c> repairs it.
/// </summary>
internal sealed class RestartPlan(
    WorkspaceStore workspaces, EnvironmentCalls calls, Visits visits, BringUpServices services, ServicePorts ports,
    ServiceSecrets secrets, ObservedServices observed, WorkspaceSteps steps, TimeProvider clock)
{
    public Plan Plan => new(
        "restart",
        steps.Of("configuration", TimeSpan.FromMinutes(1), ReadAsync),
        steps.Of("services", TimeSpan.FromMinutes(2), RestartAsync),
        steps.WithOutput("health", TimeSpan.FromMinutes(11), AwaitHealthAsync))
    {
        OnFinished = FinishAsync,
    };

    private Task ReadAsync(Workspace workspace, StepContext step, CancellationToken cancellationToken) =>
        visits.AskAsync(
            workspace, token => services.ReadConfigurationAsync(workspace, step, token), cancellationToken);

    private async Task RestartAsync(Workspace workspace, StepContext step, CancellationToken cancellationToken)
    {
        var service = ServiceOf(step);
        if (service is not null && workspace.Services.All(known => known.Name != service))
            throw new NexusException(WorkspaceErrors.UnknownService(workspace.Name, service));
        var values = secrets.Of(workspace, service);
        await (service is null
            ? ports.MapAsync(workspace, step, cancellationToken)
            : ports.MapAsync(workspace, service, step, cancellationToken));
        await services.BeginRestartAsync(workspace, step, cancellationToken);
        await visits.AskAsync(
            workspace, token => calls.RestartServicesAsync(workspace, service, values, token), cancellationToken);
    }

    private Task<JsonElement?> AwaitHealthAsync(
        Workspace workspace, StepContext step, CancellationToken cancellationToken) => visits.AskAsync(
            workspace, token => services.AwaitRestartAsync(workspace, step, token), cancellationToken);

    /// <summary>The configuration may have been read, and what it says not started: that is not ready.</summary>
    private async Task<LedgerBatch?> FinishAsync(RunOutcome outcome, CancellationToken cancellationToken)
    {
        if (outcome.Status is RunStatus.Completed || outcome.IsSuperseded
            || await workspaces.FindAsync(outcome.Resource.Id, cancellationToken) is not { } stored
            || stored.Workspace is not
            {
                Desired: DesiredState.Up,
                State: WorkspaceState.Ready or WorkspaceState.Partial,
            }
            || observed.SettledOf(stored.Workspace, clock.GetUtcNow()) is not { } change)
        {
            return null;
        }

        return workspaces.Batch(stored, change, Cause.System(outcome.CorrelationId) with { RunId = outcome.RunId });
    }

    private static string? ServiceOf(StepContext step) =>
        step.Inputs.TryGetProperty("service", out var service) ? service.GetString() : null;
}
