using Nexus.Platform;
using Nexus.Platform.Ledger.Sqlite;

namespace Nexus.Engine.Tests.Ledger;

public sealed class CommitQueueTests : IDisposable
{
    private readonly CommitQueue _queue = new(limit: 64);
    private readonly EventWriter _events = new("test", new Redactor());

    public void Dispose()
    {
        _queue.Dispose();
        _events.Dispose();
    }

    [Fact]
    public async Task One_commit_is_taken_although_callers_before_it_do_not_come_back()
    {
        _queue.Expect(50);
        Add();

        Assert.Equal(1, await TakeAsync());
    }

    [Fact]
    public async Task A_closed_queue_gives_what_it_has_and_ends()
    {
        _queue.Expect(50);
        Add();
        _queue.Close();

        Assert.Equal(1, await TakeAsync());
        Assert.False(_queue.Take([], most: 64));
    }

    private void Add() =>
        Assert.True(_queue.TryAdd(PendingCommit.From(new([]), _events, new Redactor()), CancellationToken.None));

    private Task<int> TakeAsync() => Task.Factory.StartNew(
        () =>
        {
            var group = new List<PendingCommit>();
            _queue.Take(group, most: 64);
            return group.Count;
        },
        CancellationToken.None,
        TaskCreationOptions.LongRunning,
        TaskScheduler.Default).WaitAsync(TimeSpan.FromSeconds(10));
}
