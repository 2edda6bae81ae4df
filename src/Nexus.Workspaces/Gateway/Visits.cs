using System.Text.Json.Serialization.Metadata;
using Nexus.Contracts;
using Nexus.Workspaces.Lifecycle;
using Nexus.Workspaces.Nodes;

namespace Nexus.Workspaces.Gateway;

/// <summary>
/// What is asked of an environment while somebody waits: one that is known to be silent is not waited for, and its
/// silence is told as its own and not as its node's.
/// </summary>
internal sealed class Visits(EnvironmentCalls calls, ObservedServices observed, Fleet fleet, TimeProvider clock)
{
    /// <summary>For a person, who knows workspaces and not the environments they are made of.</summary>
    /// <exception cref="NexusException">
    /// <c>workspace.not_running</c>, those of <see cref="AskAsync{T}"/>, and what the far side refused with.
    /// </exception>
    public async Task<OpenedChannel> OpenAsync<T>(
        Workspace workspace, string verb, T body, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        try
        {
            return await AskAsync(
                workspace, token => calls.OpenAsync(workspace, verb, body, type, token), cancellationToken);
        }
        catch (NexusException e) when (e.Error.Code is "environment.not_found")
        {
            throw new NexusException(WorkspaceErrors.NotRunning(workspace.Name), e);
        }
    }

    /// <summary>Ends also when it is heard, while it is waited for, that there will be no answer.</summary>
    /// <exception cref="NexusException">
    /// <c>environment.not_answering</c>, <c>environment.paused</c>, and what is asked ends with.
    /// </exception>
    public async Task<T> AskAsync<T>(
        Workspace workspace, Func<CancellationToken, Task<T>> ask, CancellationToken cancellationToken)
    {
        if (observed.SilenceOf(workspace) is { } known)
            throw new NexusException(known);

        var asked = clock.GetTimestamp();
        var silent = new TaskCompletionSource<NexusError>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var watching = fleet.Watch(() =>
        {
            if (observed.SilenceOf(workspace) is { } why)
                silent.TrySetResult(why);
        });
        using var bounds = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var answer = ask(bounds.Token);
        if (await Task.WhenAny(answer, silent.Task) != answer)
            await bounds.CancelAsync();
        try
        {
            return await answer;
        }
        catch (OperationCanceledException e)
            when (silent.Task.IsCompleted && !cancellationToken.IsCancellationRequested)
        {
            throw new NexusException(await silent.Task, e);
        }
        catch (NexusException e) when (e.InnerException is TimeoutException && IsHeardSince(workspace, asked))
        {
            throw new NexusException(
                observed.SilenceOf(workspace)
                    ?? WorkspaceErrors.NotAnswering(workspace.Name, "it did not answer in time"), e);
        }
    }

    /// <inheritdoc cref="AskAsync{T}"/>
    public Task AskAsync(
        Workspace workspace, Func<CancellationToken, Task> ask, CancellationToken cancellationToken) => AskAsync(
            workspace,
            async token =>
            {
                await ask(token);
                return true;
            },
            cancellationToken);

    /// <summary>Its node is well: it is not the one that did not answer.</summary>
    private bool IsHeardSince(Workspace workspace, long asked) => workspace.Placement is { } placement
        && fleet.LinkOf(placement.NodeId) is { } link && link.Control.LastHeard >= asked;
}
