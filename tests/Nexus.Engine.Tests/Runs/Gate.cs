namespace Nexus.Engine.Tests.Runs;

/// <summary>A step that stands still until the test says so, and tells the test that it stands.</summary>
internal sealed class Gate
{
    private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Reached => _reached.Task;

    public void Open() => _open.TrySetResult();

    public async Task PassAsync(CancellationToken cancellationToken)
    {
        _reached.TrySetResult();
        await _open.Task.WaitAsync(cancellationToken);
    }

    public async Task PassStubbornlyAsync()
    {
        _reached.TrySetResult();
        await _open.Task;
    }
}
