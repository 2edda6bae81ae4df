using Nexus.Contracts;
using Nexus.Node.Journal;
using Nexus.Testing;
using Nexus.Transport.Control;

namespace Nexus.Node.Tests;

public sealed class CommandJournalTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    private string JournalPath => _directory.File("journal");

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void What_ended_has_its_outcome_after_a_restart()
    {
        using (var journal = CommandJournal.Open(JournalPath))
        {
            journal.Begin("c-1", Command("c-1"), null);
            journal.End("c-1", new(new NexusError("node.failed", "It failed."), null));
        }

        using var again = CommandJournal.Open(JournalPath);

        Assert.Equal("node.failed", again.OutcomeOf("c-1")?.Error?.Code);
        Assert.Empty(again.Interrupted());
    }

    [Fact]
    public void What_a_crash_interrupted_is_found()
    {
        using (var journal = CommandJournal.Open(JournalPath))
            journal.Begin("c-1", Command("c-1"), null);

        using var again = CommandJournal.Open(JournalPath);

        Assert.Equal(ControlVerbs.Destroy, Assert.Single(again.Interrupted()).Command?.Verb);
        Assert.Null(again.OutcomeOf("c-1"));
    }

    [Fact]
    public void A_half_written_last_line_is_dropped()
    {
        using (var journal = CommandJournal.Open(JournalPath))
            journal.Begin("c-1", Command("c-1"), null);
        File.AppendAllText(JournalPath, """{"id":"c-1","epoch":3,"out""");

        using var again = CommandJournal.Open(JournalPath);

        Assert.Single(again.Interrupted());
    }

    [Fact]
    public void A_damaged_line_in_the_middle_is_not_passed_over()
    {
        File.WriteAllText(JournalPath, "nonsense\n{\"id\":\"\",\"epoch\":3}\n");

        Assert.Throws<InvalidDataException>(() => CommandJournal.Open(JournalPath));
    }

    [Fact]
    public void An_older_term_is_not_admitted_also_after_a_restart()
    {
        using (var journal = CommandJournal.Open(JournalPath))
            Assert.True(journal.Admit(7, "a"));

        using var again = CommandJournal.Open(JournalPath);

        Assert.False(again.Admit(6, "a"));
        Assert.True(again.Admit(7, "a"));
    }

    [Fact]
    public void It_stays_small_and_forgets_the_oldest()
    {
        using var journal = CommandJournal.Open(JournalPath, kept: 10, longest: 8192);
        for (var i = 0; i < 500; i++)
        {
            journal.Begin($"c-{i}", Command($"c-{i}"), null);
            journal.End($"c-{i}", new(null, null));
        }

        Assert.InRange(new FileInfo(JournalPath).Length, 1, 8192);
        Assert.NotNull(journal.OutcomeOf("c-499"));
        Assert.Null(journal.OutcomeOf("c-1"));
    }

    [Fact]
    public void Terms_are_of_one_server_each()
    {
        using (var journal = CommandJournal.Open(JournalPath))
        {
            Assert.True(journal.Admit(7, "a"));
            Assert.True(journal.Admit(1, "b"));
        }

        using var again = CommandJournal.Open(JournalPath);

        Assert.False(again.Admit(6, "a"));
        Assert.True(again.Admit(1, "b"));
        Assert.True(again.Admit(1, null));
    }

    private static ControlMessage Command(string id) => new() { Id = id, Verb = ControlVerbs.Destroy, Epoch = 3 };
}
