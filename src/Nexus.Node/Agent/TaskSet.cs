using System.Collections.Concurrent;

namespace Nexus.Node.Agent;

/// <summary>Tasks that end by themselves and are waited for at the end. They handle their own failures.</summary>
internal sealed class TaskSet
{
    private readonly ConcurrentDictionary<Task, byte> _tasks = new();

    public int Count => _tasks.Count;

    public void Add(Task task)
    {
        _tasks[task] = 0;
        _ = task.ContinueWith(
            (ended, _) => _tasks.TryRemove(ended, out byte _), null, CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    public Task DrainAsync() => QuietAsync(Task.WhenAll(_tasks.Keys));

    /// <summary>Waits for the end, whatever it is.</summary>
    public static async Task QuietAsync(Task task) => await task.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
}
