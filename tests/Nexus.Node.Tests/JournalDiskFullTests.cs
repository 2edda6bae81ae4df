using Nexus.Node.Files;
using Nexus.Node.Journal;
using Nexus.Testing;
using Nexus.Transport.Control;

namespace Nexus.Node.Tests;

/// <summary>A journal on a disk without room loses nothing that it said yes to, and stays readable.</summary>
public sealed class JournalDiskFullTests : IDisposable
{
    /// <summary>A file system in memory counts roughly: some hundred kilobytes more or less do not matter.</summary>
    private readonly SmallDisk? _disk = SmallDisk.TryMake(megabytes: 8);

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
        File.WriteAllBytes(_disk.File("other"), new byte[6 << 20]);
        var outcome = new CommandOutcome(new("node.failed", new string('x', 3500), null), null);
        using (var journal = CommandJournal.Open(path, kept: 1000))
        {
            for (var i = 0; i < 340; i++)
            {
                journal.Begin($"c-{i}", Command(new string('z', 1600)), null);
                journal.End($"c-{i}", outcome);
            }
        }

        Assert.InRange(new FileInfo(path).Length, 1200 << 10, 2 << 20);
        using var again = CommandJournal.Open(path, kept: 10);
        Assert.NotNull(again.OutcomeOf("c-339"));
    }

    private static ControlMessage Command(string id) => new() { Id = id, Verb = ControlVerbs.Destroy, Epoch = 3 };
}
