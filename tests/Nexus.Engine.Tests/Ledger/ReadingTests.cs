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

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Events_without_a_place_of_their_own_in_an_index_are_found_and_paged_like_others(bool newestFirst)
    {
        var run = Ids(1);
        await FillAsync(1);
        for (var i = 0; i < 3; i++)
            await Ledger.AppendAsync(new([Of(run, "completed"), Of(run, "started"), Of(run, "started")]), Cancellation);
        await Ledger.AppendAsync(new([Of(Ids(2), "completed"), Of(run, "started")]), Cancellation);

        var all = Enumerable.Range(2, 11).Select(position => (long)position).ToList();
        List<long> of = [.. all.Where(position => position != 11)];
        Assert.Equal(of, await PositionsAsync(new() { RunId = run, Limit = 100 }));
        Assert.Equal(newestFirst ? Enumerable.Reverse(all) : all, await ByPagesAsync(newestFirst));
    }

    private LedgerEvent Of(Guid run, string what) =>
        Event($"xyn.step.{what}") with { RunId = run, OwnerId = "user-1" };

    private async Task<List<long>> ByPagesAsync(bool newestFirst)
    {
        var seen = new List<long>();
        while (true)
        {
            var query = new EventQuery { Scope = Scope.Of("user-1"), Limit = 2, NewestFirst = newestFirst };
            var page = await PositionsAsync(seen.Count == 0 ? query : query with { After = seen[^1] });
            if (!page.Any())
                return seen;
            seen.AddRange(page);
        }
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
