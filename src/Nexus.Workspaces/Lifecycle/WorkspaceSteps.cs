using System.Text.Json;
using Microsoft.Extensions.Logging;
using Nexus.Contracts;
using Nexus.Engine.Runs;

namespace Nexus.Workspaces.Lifecycle;

/// <summary>Steps of the built-in plans: each reads its workspace anew and acts on it.</summary>
internal sealed partial class WorkspaceSteps(
    WorkspaceStore workspaces, TimeProvider clock, ILogger<WorkspaceSteps> logger)
{
    private static readonly Func<ILogger, string, Guid, IDisposable?> Scope =
        LoggerMessage.DefineScope<string, Guid>("{CorrelationId} {RunId}");

    /// <param name="name">Stable: a run continues at it.</param>
    /// <param name="deadline">Of one attempt.</param>
    /// <param name="act">Safe to repeat. Not called when the workspace is gone: then nothing is left to do.</param>
    public Step Of(string name, TimeSpan deadline, Func<Workspace, StepContext, CancellationToken, Task> act) =>
        WithOutput(name, deadline, async (workspace, step, cancellationToken) =>
        {
            await act(workspace, step, cancellationToken);
            return null;
        });

    /// <inheritdoc cref="Of"/>
    public Step WithOutput(
        string name, TimeSpan deadline, Func<Workspace, StepContext, CancellationToken, Task<JsonElement?>> act) =>
        new()
        {
            Name = name,
            Deadline = deadline,
            Retry = Waiting.Retry,
            RunAsync = async (step, cancellationToken) =>
                await workspaces.FindAsync(step.Resource.Id, cancellationToken) is { } stored
                    ? await TellAsync(
                        name, stored.Workspace, step, token => act(stored.Workspace, step, token), cancellationToken)
                    : null,
        };

    /// <summary>All that is asked and logged on the way carries the id of the request behind the run.</summary>
    private async Task<JsonElement?> TellAsync(
        string name, Workspace workspace, StepContext step, Func<CancellationToken, Task<JsonElement?>> act,
        CancellationToken cancellationToken)
    {
        Correlation.Begin(step.CorrelationId);
        using var scope = Scope(logger, step.CorrelationId, step.RunId);
        var begun = clock.GetTimestamp();
        var outcome = "cancelled";
        try
        {
            var output = await ActAsync(workspace, act, cancellationToken);
            outcome = "ok";
            return output;
        }
        catch (NexusException e)
        {
            outcome = e.Error.Code;
            throw;
        }
        finally
        {
            var milliseconds = (long)clock.GetElapsedTime(begun).TotalMilliseconds;
            LogDone(name, workspace.Name, outcome, milliseconds);
        }
    }

    /// <summary>Nodes know ids only; their errors are for people.</summary>
    private static async Task<JsonElement?> ActAsync(
        Workspace workspace, Func<CancellationToken, Task<JsonElement?>> act, CancellationToken cancellationToken)
    {
        string Named(string text) => text.Replace(workspace.Id, workspace.Name, StringComparison.Ordinal);
        try
        {
            return await act(cancellationToken);
        }
        catch (NexusException e) when (Named(e.Error.Message + e.Error.Hint) != e.Error.Message + e.Error.Hint)
        {
            var error = e.Error with { Message = Named(e.Error.Message), Hint = Named(e.Error.Hint ?? "") };
            throw new NexusException(error, e);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Step} of {Workspace}: {Outcome} in {Milliseconds} ms")]
    private partial void LogDone(string step, string workspace, string outcome, long milliseconds);
}
