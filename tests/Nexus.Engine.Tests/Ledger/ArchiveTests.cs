using System.IO.Compression;
using System.Text.Json;
using Nexus.Platform.Ledger.Sqlite;

namespace Nexus.Engine.Tests.Ledger;

public sealed class ArchiveTests : LedgerFixture
{
    private string Directory => Options.Archive;

    private string First => System.IO.Path.Combine(Directory, "events-000000000001.jsonl.gz");

    [Fact]
    public async Task What_is_moved_is_in_a_file_and_no_more_in_the_database()
    {
        await FillAsync(12);

        await Ledger.ArchiveAsync(7, Cancellation);

        Assert.Equal([8, 9, 10, 11, 12], (await Ledger.EventsAsync(new(), Cancellation)).Select(item => item.Position));
        Assert.Equal(7, Lines().Length);
        Assert.Equal(12, Ledger.Head);
    }

    [Fact]
    public async Task The_chain_goes_on_through_the_archive()
    {
        await FillAsync(12);
        await Ledger.ArchiveAsync(7, Cancellation);
        await FillAsync(3);
        await Ledger.ArchiveAsync(9, Cancellation);
        await Ledger.DisposeAsync();
        Open();

        Assert.Equal(new(6, BrokenAt: null) { Archived = 9 }, await Ledger.VerifyAsync(Cancellation));
    }

    [Fact]
    public async Task What_was_written_on_several_lines_is_one_there()
    {
        await Ledger.AppendAsync(
            new([Event() with { Data = JsonElement.Parse("{\r\n  \"a\": \"x\\ny\"\n}") }]), Cancellation);
        await FillAsync(3);

        await Ledger.ArchiveAsync(2, Cancellation);

        Assert.Equal(2, Lines().Length);
        Assert.Equal(new(2, BrokenAt: null) { Archived = 2 }, await Ledger.VerifyAsync(Cancellation));
    }

    [Fact]
    public async Task Without_its_archive_the_rest_of_the_chain_verifies()
    {
        await FillAsync(12);
        await Ledger.ArchiveAsync(7, Cancellation);
        System.IO.Directory.Delete(Directory, recursive: true);

        Assert.Equal(new(5, BrokenAt: null), await Ledger.VerifyAsync(Cancellation));
    }

    [Fact]
    public async Task The_newest_event_stays()
    {
        await FillAsync(3);

        await Ledger.ArchiveAsync(3, Cancellation);
        await Ledger.DisposeAsync();
        Open();

        Assert.Equal([3L], (await Ledger.EventsAsync(new(), Cancellation)).Select(item => item.Position));
        Assert.Equal(4, await AppendAsync());
    }

    [Fact]
    public async Task A_file_that_a_crash_left_before_its_events_were_deleted_is_written_again()
    {
        await FillAsync(12);
        System.IO.Directory.CreateDirectory(Directory);
        await File.WriteAllTextAsync(First, "torn", Cancellation);

        await Ledger.ArchiveAsync(7, Cancellation);

        Assert.Equal(new(5, BrokenAt: null) { Archived = 7 }, await Ledger.VerifyAsync(Cancellation));
    }

    [Fact]
    public async Task Events_that_were_archived_and_not_deleted_are_walked_twice()
    {
        await FillAsync(12);
        using (var database = Database.Open(Path, TimeSpan.FromSeconds(5)))
            new EventArchive(Directory).Take(database, 7);

        Assert.Equal(new(12, BrokenAt: null) { Archived = 7 }, await Ledger.VerifyAsync(Cancellation));
    }

    [Fact]
    public async Task A_change_in_the_archive_is_found()
    {
        await FillAsync(12);
        await Ledger.ArchiveAsync(7, Cancellation);
        var lines = Lines();
        lines[3] = lines[3].Replace("thing-3", "thing-x", StringComparison.Ordinal);
        await using (var file = new GZipStream(File.Create(First), CompressionLevel.Fastest))
        {
            await using var text = new StreamWriter(file);
            await text.WriteAsync(string.Join('\n', lines));
        }

        Assert.Equal(4, (await Ledger.VerifyAsync(Cancellation)).BrokenAt);
    }

    [Fact]
    public async Task More_than_a_file_holds_goes_to_several()
    {
        await Ledger.AppendAsync(
            new([.. Enumerable.Range(0, 2500).Select(i => Event(resource: $"thing-{i}"))]), Cancellation);

        await Ledger.ArchiveAsync(2400, Cancellation);

        Assert.Equal(3, System.IO.Directory.GetFiles(Directory).Length);
        Assert.Equal(new(100, BrokenAt: null) { Archived = 2400 }, await Ledger.VerifyAsync(Cancellation));
    }

    private string[] Lines()
    {
        using var text = new StreamReader(new GZipStream(File.OpenRead(First), CompressionMode.Decompress));
        return text.ReadToEnd().TrimEnd('\n').Split('\n');
    }
}
