using Nexus.Platform.Ledger;

namespace Nexus.Engine.Tests.Ledger;

public sealed class ReadingTests : LedgerFixture
{
    [Fact]
    public async Task A_follower_misses_nothing_under_load()
    {
        const int Writers = 8;
        const int Each = 500;
        await FillAsync(10);
        var writing = Task.WhenAll(Enumerable.Range(0, Writers).Select(_ => FillAsync(Each)));

        var seen = new List<long>();
        await foreach (var item in Ledger.FollowAsync(4, Cancellation))
        {
            seen.Add(item.Position);
            if (item.Position == 10 + (Writers * Each))
                break;
        }

        await writing;
        Assert.Equal(Enumerable.Range(5, 6 + (Writers * Each)).Select(position => (long)position), seen);
    }

    [Fact]
    public async Task A_follower_at_the_end_waits_for_the_next_commit()
    {
        await FillAsync(1);
        await using var follower = Ledger.FollowAsync(1, Cancellation).GetAsyncEnumerator(Cancellation);
        var next = follower.MoveNextAsync().AsTask();

        Assert.False(next.IsCompleted);
        await FillAsync(1);

        Assert.True(await next);
        Assert.Equal(2, follower.Current.Position);
    }

    [Fact]
    public async Task Events_are_found_by_every_filter_and_paged_from_the_newest()
    {
        var run = Ids(1);
        await FillAsync(3);
        await Ledger.AppendAsync(new([Event("test.other") with { RunId = run, OwnerId = "user-1" }]), Cancellation);
        await FillAsync(2);

        Assert.Equal([4], await PositionsAsync(new() { EventName = "test.other" }));
        Assert.Equal([4], await PositionsAsync(new() { RunId = run }));
        Assert.Equal([4], await PositionsAsync(new() { Scope = Scope.Of("user-1") }));
        Assert.Equal([1, 5], await PositionsAsync(new() { ResourceId = "thing-0" }));
        Assert.Equal([6, 5], await PositionsAsync(new() { NewestFirst = true, Limit = 2 }));
        Assert.Equal([4, 3], await PositionsAsync(new() { NewestFirst = true, Limit = 2, After = 5 }));
    }

    [Fact]
    public async Task Rows_are_listed_by_scope_page_and_openness()
    {
        await AppendAsync(Row("a"), Row("b") with { OwnerId = "user-2" }, Row("c") with { IsOpen = true });

        Assert.Equal(["a", "b", "c"], await RowsAsync(new("thing", Scope.All)));
        Assert.Equal(["b"], await RowsAsync(new("thing", Scope.Of("user-2"))));
        Assert.Equal(["c", "b"], await RowsAsync(new("thing", Scope.All) { NewestFirst = true, Limit = 2 }));
        Assert.Equal(["a"], await RowsAsync(new("thing", Scope.All) { NewestFirst = true, After = "b" }));
        Assert.Equal(["c"], await RowsAsync(new("thing", Scope.All) { OpenOnly = true }));
    }

    private static Guid Ids(byte value) => new(value, 0, 0, new byte[8]);

    private async Task<IEnumerable<long>> PositionsAsync(EventQuery query) =>
        (await Ledger.EventsAsync(query, Cancellation)).Select(item => item.Position);

    private async Task<IEnumerable<string>> RowsAsync(StateQuery query) =>
        (await Ledger.ListAsync(query, Cancellation)).Select(row => row.Id);
}
