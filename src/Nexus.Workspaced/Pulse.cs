namespace Nexus.Workspaced;

/// <summary>Wakes everybody who waits. Take <see cref="Next"/> before looking, so that nothing is missed.</summary>
internal sealed class Pulse
{
    private TaskCompletionSource _next = Make();

    public Task Next => Volatile.Read(ref _next).Task;

    public void Beat() => Interlocked.Exchange(ref _next, Make()).TrySetResult();

    private static TaskCompletionSource Make() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
