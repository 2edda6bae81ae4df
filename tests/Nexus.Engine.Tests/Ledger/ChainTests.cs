using Nexus.Platform.Ledger.Sqlite;

namespace Nexus.Engine.Tests.Ledger;

public sealed class ChainTests : LedgerFixture
{
    [Fact]
    public async Task An_untouched_chain_verifies()
    {
        await FillAsync(12);

        Assert.Equal(new(12, BrokenAt: null), await Ledger.VerifyAsync(Cancellation));
    }

    [Theory]
    [InlineData("update event set body = replace(body, 'thing-6', 'thing-x') where position = 7", 7)]
    [InlineData("update event set resource_id = 'other' where position = 4", 4)]
    [InlineData("delete from event where position = 3", 3)]
    [InlineData("update event set hash = zeroblob(32) where position = 12", 12)]
    [InlineData("update chain_checkpoint set hash = zeroblob(32) where position = 10", 10)]
    [InlineData("delete from event where position > 8", 9)]
    [InlineData("delete from event where position < 4", 3)]
    public async Task Tampering_is_found_where_it_was_done(string tampering, long position)
    {
        await FillAsync(12);
        using (var database = Database.Open(Path, TimeSpan.FromSeconds(5)))
            database.Execute(tampering);

        Assert.Equal(position, (await Ledger.VerifyAsync(Cancellation)).BrokenAt);
    }

    [Fact]
    public async Task What_is_left_after_archiving_up_to_a_checkpoint_verifies()
    {
        await FillAsync(12);
        using (var database = Database.Open(Path, TimeSpan.FromSeconds(5)))
            database.Execute("delete from event where position <= 10");

        Assert.Equal(new(2, BrokenAt: null), await Ledger.VerifyAsync(Cancellation));
    }
}
