using Nexus.Node.Files;
using Nexus.Node.Journal;
using Nexus.Testing;
using Nexus.Transport.Control;

namespace Nexus.Node.Tests;

/// <summary>A journal on a disk without room loses nothing that it said yes to, and stays readable.</summary>
public sealed class JournalDiskFullTests : IDisposable
{
    private readonly SmallDisk? _disk = SmallDisk.TryMake(megabytes: 1);

    public void Dispose() => _disk?.Dispose();

    [Fact]
    public void What_cannot_be_recorded_is_not_begun_and_what_was_done_is_recorded_later()
    {
        Assert.SkipWhen(_disk is null, "this user may not mount");
        var path = _disk.File("journal");
        using (var journal = CommandJournal.Open(path))
        {
            journal.Begin("c-1", Command("c-1"), null);
            _disk.Fill();
            journal.End("c-1", new(new("node.failed", new string('x', 8192), null), null));
            var refused = Assert.Throws<IOException>(() => journal.Begin("c-2", Command(new string('y', 8192)), null));
            Assert.True(DurableFile.IsFull(refused));
            Assert.NotNull(journal.OutcomeOf("c-1"));
            Assert.Empty(journal.Interrupted());

            _disk.Free();
            journal.Begin("c-3", Command("c-3"), null);
        }

        using var again = CommandJournal.Open(path);
        Assert.Equal("node.failed", again.OutcomeOf("c-1")?.Error?.Code);
        Assert.Equal("c-3", Assert.Single(again.Interrupted()).Id);
    }

    [Fact]
    public void One_that_cannot_be_shortened_goes_on()
    {
        Assert.SkipWhen(_disk is null, "this user may not mount");
        var path = _disk.File("journal");
        File.WriteAllBytes(_disk.File("other"), new byte[700 << 10]);
        var outcome = new CommandOutcome(new("node.failed", new string('x', 400), null), null);
        using (var journal = CommandJournal.Open(path, kept: 1000, longest: 100 << 10))
        {
            for (var i = 0; i < 400; i++)
            {
                journal.Begin($"c-{i}", Command(new string('z', 200)), null);
                journal.End($"c-{i}", outcome);
            }
        }

        Assert.InRange(new FileInfo(path).Length, 150 << 10, 1 << 20);
        using var again = CommandJournal.Open(path, kept: 10);
        Assert.NotNull(again.OutcomeOf("c-399"));
    }

    private static ControlMessage Command(string id) => new() { Id = id, Verb = ControlVerbs.Destroy, Epoch = 3 };
}
