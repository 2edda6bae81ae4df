using System.Text.Json;
using Nexus.Contracts;
using Nexus.Engine.Runs;
using Nexus.Workspaces.Gateway;

namespace Nexus.Workspaces.Lifecycle;

/// <summary>
/// The built-in plan behind <c>restart</c>: the configuration is read again, then one service or all of them. What
/// fails leaves the workspace as it is; it is shown, and <c>up</c> repairs it.
/// </summary>
internal sealed class RestartPlan(
    EnvironmentCalls calls, Visits visits, BringUpServices services, ServicePorts ports, ServiceSecrets secrets,
    WorkspaceSteps steps)
{
    public Plan Plan => new(
        "restart",
        steps.Of("configuration", TimeSpan.FromMinutes(1), ReadAsync),
        steps.Of("services", TimeSpan.FromMinutes(2), RestartAsync),
        steps.WithOutput("health", TimeSpan.FromMinutes(11), AwaitHealthAsync));

    private Task ReadAsync(Workspace workspace, StepContext step, CancellationToken cancellationToken) =>
        visits.AskAsync(
            workspace, token => services.ReadConfigurationAsync(workspace, step, token), cancellationToken);

    private async Task RestartAsync(Workspace workspace, StepContext step, CancellationToken cancellationToken)
    {
        var service = ServiceOf(step);
        if (service is not null && workspace.Services.All(known => known.Name != service))
            throw new NexusException(WorkspaceErrors.UnknownService(workspace.Name, service));
        var values = secrets.Of(workspace);
        await ports.MapAsync(workspace, step, cancellationToken);
        await services.BeginRestartAsync(workspace, step, cancellationToken);
        await visits.AskAsync(
            workspace, token => calls.RestartServicesAsync(workspace, service, values, token), cancellationToken);
    }

    private async Task<JsonElement?> AwaitHealthAsync(
        Workspace workspace, StepContext step, CancellationToken cancellationToken) =>
        BringUpServices.Output(await visits.AskAsync(
            workspace, token => services.AwaitRestartAsync(workspace, step, token), cancellationToken));

    private static string? ServiceOf(StepContext step) =>
        step.Inputs.TryGetProperty("service", out var service) ? service.GetString() : null;
}
