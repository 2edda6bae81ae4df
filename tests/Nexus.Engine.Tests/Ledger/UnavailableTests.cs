using Nexus.Contracts;
using Nexus.Platform.Ledger;
using Nexus.Platform.Ledger.Sqlite;

namespace Nexus.Engine.Tests.Ledger;

public sealed class UnavailableTests : LedgerFixture
{
    protected override LedgerOptions Options => base.Options with { BusyTimeout = TimeSpan.FromMilliseconds(50) };

    [Fact]
    public async Task A_full_disk_refuses_writes_and_keeps_reads()
    {
        await FillAsync(3);
        Ledger.LimitPages(1);

        var failure = await Assert.ThrowsAsync<NexusException>(() => FillAsync(1000));

        Assert.Equal("server.disk_full", failure.Error.Code);
        Assert.NotEmpty(await Ledger.EventsAsync(new(), Cancellation));
    }

    [Fact]
    public async Task Once_there_is_room_again_the_writer_goes_on_and_the_chain_is_whole()
    {
        Ledger.LimitPages(1);
        await Assert.ThrowsAsync<NexusException>(() => FillAsync(1000));
        var kept = Ledger.Head;

        Ledger.LimitPages(int.MaxValue);
        await FillAsync(2);

        Assert.Equal(new(kept + 2, BrokenAt: null), await Ledger.VerifyAsync(Cancellation));
    }

    [Fact]
    public async Task A_question_the_database_cannot_answer_says_so()
    {
        using (var other = Database.Open(Path, TimeSpan.FromSeconds(5)))
            other.Execute("drop table state");

        var failure = await Assert.ThrowsAsync<NexusException>(() => Ledger.FindAsync("thing", "a", Cancellation));

        Assert.Equal("ledger.unavailable", failure.Error.Code);
    }

    [Fact]
    public async Task A_database_locked_by_someone_else_refuses_writes_until_it_is_free()
    {
        using (var other = Database.Open(Path, TimeSpan.Zero))
        {
            other.Execute("begin immediate");
            var failure = await Assert.ThrowsAsync<NexusException>(() => FillAsync(1));
            Assert.Equal("ledger.locked", failure.Error.Code);
        }

        Assert.Equal(1, await AppendAsync());
    }
}
