using Nexus.Contracts;
using Nexus.Platform.Ledger;

namespace Nexus.Engine.Tests.Ledger;

public sealed class AppendTests : LedgerFixture
{
    [Fact]
    public async Task An_event_comes_back_as_it_was_written()
    {
        var item = Event() with
        {
            RunId = Guid.AllBitsSet,
            OwnerId = "user-1",
            Data = EventData.Of(("name", "blå <b>"), ("port", 2222)),
        };

        await Ledger.AppendAsync(new([item]), Cancellation);

        var recorded = Assert.Single(await Ledger.EventsAsync(new(), Cancellation));
        Assert.Equal(1, recorded.Position);
        Assert.Equal("blå <b>", recorded.Event.Data?.GetProperty("name").GetString());
        Assert.Equal(
            item with { EnvId = "home-1", Data = null }, recorded.Event with { Data = null, WrittenData = default });
    }

    [Fact]
    public async Task A_row_written_with_a_stale_version_conflicts()
    {
        await AppendAsync(Row("a", "one"));
        await AppendAsync(Row("a", "one", version: 2));

        var failure = await Assert.ThrowsAsync<NexusException>(() => AppendAsync(Row("a", "one", version: 2)));

        Assert.Equal("ledger.conflict", failure.Error.Code);
    }

    [Fact]
    public async Task A_conflict_undoes_its_own_batch_only()
    {
        await AppendAsync(Row("a"));
        var conflicting = AppendAsync(Row("b"), Row("a"));
        var sound = AppendAsync(Row("c"));

        await Assert.ThrowsAsync<NexusException>(() => conflicting);
        await sound;

        Assert.Null(await Ledger.FindAsync("thing", "b", Cancellation));
        Assert.NotNull(await Ledger.FindAsync("thing", "c", Cancellation));
        Assert.Equal(2, Ledger.Head);
    }

    [Fact]
    public async Task A_name_is_unique_per_owner()
    {
        await AppendAsync(Row("a", "same"));
        await AppendAsync(Row("b", "same") with { OwnerId = "user-2" });

        await Assert.ThrowsAsync<NexusException>(() => AppendAsync(Row("c", "same")));

        var found = await Ledger.FindByNameAsync("thing", Scope.Of("user-2"), "same", Cancellation);
        Assert.Equal("b", found?.Id);
    }

    [Fact]
    public async Task A_removal_states_the_version_it_removes()
    {
        await AppendAsync(Row("a", version: 1));
        await AppendAsync(Row("a", version: 2));

        await Assert.ThrowsAsync<NexusException>(
            () => Ledger.AppendAsync(new([], [], [new("thing", "a", 1)]), Cancellation));
        await Ledger.AppendAsync(new([], [], [new("thing", "a", 2)]), Cancellation);

        Assert.Null(await Ledger.FindAsync("thing", "a", Cancellation));
    }

    [Fact]
    public async Task Many_appends_share_a_transaction()
    {
        await Task.WhenAll(Enumerable.Range(0, 2000).Select(_ => AppendAsync()));

        Assert.Equal(2000, Ledger.Head);
        Assert.InRange(Ledger.Transactions, 1, 1000);
    }

    [Fact]
    public async Task Everything_is_there_after_reopening()
    {
        await AppendAsync(Row("a", "one") with { IsOpen = true, Layer = "org", OwnerOrgId = "acme" });
        var written = await Ledger.FindAsync("thing", "a", Cancellation);
        await Ledger.DisposeAsync();

        Open();

        Assert.Equal(written, await Ledger.FindAsync("thing", "a", Cancellation));
        Assert.Equal(2, await AppendAsync());
        Assert.True((await Ledger.VerifyAsync(Cancellation)).IsIntact);
    }

    [Fact]
    public void A_second_process_is_refused()
    {
        var failure = Assert.Throws<NexusException>(Open);

        Assert.Equal("ledger.in_use", failure.Error.Code);
    }

    [Fact]
    public async Task A_known_secret_and_what_looks_like_one_are_masked()
    {
        Redactor.Protect("correct-horse-battery");
        var data = EventData.Of(
            ("a", "token correct-horse-battery."), ("b", "ghp_0123456789012345678901234567"),
            ("c", "https://me:hunter22@example.org/x"));

        await Ledger.AppendAsync(new([Event() with { Data = data }]), Cancellation);

        var recorded = Assert.Single(await Ledger.EventsAsync(new(), Cancellation));
        Assert.Equal(
            """{"a":"token ***.","b":"***","c":"https://me:***@example.org/x"}""",
            recorded.Event.Data?.GetRawText());
    }

    [Fact]
    public async Task Rows_are_masked_as_events_are()
    {
        Redactor.Protect("correct-horse-battery");

        await AppendAsync(Row("a") with { Body = """{"message":"say correct-horse-battery"}""" });

        Assert.Equal("""{"message":"say ***"}""", (await Ledger.FindAsync("thing", "a", Cancellation))?.Body);
    }
}
