using System.Text.Json;
using Microsoft.Extensions.Logging;
using Nexus.Contracts;
using Nexus.Workspaces.Gateway;
using Nexus.Workspaces.Nodes;

namespace Nexus.Workspaces.Lifecycle;

/// <summary>
/// Ends services in order and with a grace, while their environment answers: one that does not is stopped all the same.
/// </summary>
internal sealed partial class EndServices(
    Fleet fleet, EnvironmentCalls calls, TimeProvider clock, ILogger<EndServices> logger)
{
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan PreStopWithin = TimeSpan.FromSeconds(30);

    /// <summary>What the environment may take to say that the time is over.</summary>
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(5);

    /// <param name="workspace">Whose.</param>
    /// <param name="within">Of <c>pre_stop</c> and the services together.</param>
    /// <param name="cancellationToken">Ends it with an exception, unlike the time.</param>
    /// <returns>What the step tells: a <c>pre_stop</c> that failed; else null.</returns>
    public async Task<JsonElement?> RunAsync(
        Workspace workspace, TimeSpan within, CancellationToken cancellationToken)
    {
        if (workspace is not { HasEnvironment: true, Placement: { } placement }
            || fleet.ReportOf(placement.NodeId, workspace.Id) is not { IsRunning: true, Services.IsStarted: true })
        {
            return null;
        }

        NexusError? warning = null;
        using var patience = new CancellationTokenSource(within, clock);
        using var bounds = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            warning = await RunPreStopAsync(workspace, bounds.Token);
            await calls.StopServicesAsync(workspace, Grace, bounds.Token);
        }
        catch (Exception e) when (e is NexusException || patience.IsCancellationRequested)
        {
            LogNotAsked(workspace.Id, e.Message);
        }

        return warning is null
            ? null
            : JsonSerializer.SerializeToElement(
                new WarnedOutput { Warning = warning }, ContractsJson.Default.WarnedOutput);
    }

    /// <summary>It may tidy up, and cannot keep the workspace from going down.</summary>
    /// <returns>How it failed; else null.</returns>
    private async Task<NexusError?> RunPreStopAsync(Workspace workspace, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(PreStopWithin + Slack, clock);
        using var bounds = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            var failure = await calls.RunHookAsync(workspace, "pre_stop", PreStopWithin, bounds.Token);
            if (failure is not null)
                LogPreStop(workspace.Id, failure.Code);
            return failure;
        }
        catch (NexusException e)
        {
            LogNotAsked(workspace.Id, e.Message);
            return null;
        }
        catch (OperationCanceledException e) when (patience.IsCancellationRequested)
        {
            LogNotAsked(workspace.Id, e.Message);
            return GatewayErrors.HookTimedOut(workspace.Name, "pre_stop", PreStopWithin, tail: "");
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "pre_stop of {Workspace} failed: {Code}")]
    private partial void LogPreStop(string workspace, string code);

    [LoggerMessage(Level = LogLevel.Information, Message = "The services of {Workspace} were not asked to end: {Code}")]
    private partial void LogNotAsked(string workspace, string code);
}
