using Nexus.Engine.Runs;

namespace Nexus.Workspaces.Lifecycle;

/// <summary>Steps of the built-in plans: each reads its workspace anew and acts on it.</summary>
internal sealed class WorkspaceSteps(WorkspaceStore workspaces)
{
    /// <param name="name">Stable: a run continues at it.</param>
    /// <param name="deadline">Of one attempt.</param>
    /// <param name="act">Safe to repeat. Not called when the workspace is gone: then nothing is left to do.</param>
    public Step Of(string name, TimeSpan deadline, Func<Workspace, StepContext, CancellationToken, Task> act) => new()
    {
        Name = name,
        Deadline = deadline,
        Retry = Waiting.Retry,
        RunAsync = async (step, cancellationToken) =>
        {
            if (await workspaces.FindAsync(step.Resource.Id, cancellationToken) is { } stored)
                await act(stored.Workspace, step, cancellationToken);
            return null;
        },
    };
}
