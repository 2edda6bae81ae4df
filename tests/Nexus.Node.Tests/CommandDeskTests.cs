using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Nexus.Node.Agent;
using Nexus.Node.Environments;
using Nexus.Node.Journal;
using Nexus.Node.Providers;
using Nexus.Testing;
using Nexus.Transport;
using Nexus.Transport.Control;

namespace Nexus.Node.Tests;

/// <summary>One command that comes by several ways at once, as over a connection that ends and the next one.</summary>
public sealed class CommandDeskTests : IDisposable
{
    private const int Ways = 2;
    private const int Commands = 2000;
    private readonly TemporaryDirectory _directory = new();

    private string JournalPath => _directory.File("journal");

    public void Dispose() => _directory.Dispose();

    [Fact(Timeout = 60_000)]
    public async Task It_begins_once_and_all_have_its_answer()
    {
        using (var journal = CommandJournal.Open(JournalPath, longest: 1 << 30))
        {
            await using var watches = Watches(out var lifecycle);
            await using var desk = new CommandDesk(journal, lifecycle, TimeProvider.System, NullLogger.Instance);
            AskAtOnce(command => Assert.Equal(
                "provider.not_found",
                desk.RunAsync(Command(command), server: null).GetAwaiter().GetResult().Error?.Code));
        }

        var begun = File.ReadLines(JournalPath)
            .Select(line => JsonSerializer.Deserialize(line, NodeJson.Default.JournalEntry)!)
            .Where(entry => entry.Command is not null).Select(entry => entry.Id).ToList();
        Assert.Equal(Commands, begun.Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(Commands, begun.Count);
    }

    /// <summary>Before each command all ways wait for each other, and awake.</summary>
    private static void AskAtOnce(Action<int> ask)
    {
        var (arrived, failures) = (0, new ConcurrentBag<Exception>());
        var threads = Enumerable.Range(0, Ways).Select(_ => new Thread(() =>
        {
            for (var command = 0; command < Commands; command++)
            {
                Interlocked.Increment(ref arrived);
                SpinWait.SpinUntil(() => Volatile.Read(ref arrived) >= Ways * (command + 1) || !failures.IsEmpty);
                if (failures.IsEmpty && Record.Exception(() => ask(command)) is { } failure)
                    failures.Add(failure);
            }
        })).ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());
        Assert.Empty(failures);
    }

    private static ControlMessage Command(int number) => new()
    {
        Id = $"c-{number}",
        Verb = ControlVerbs.Ensure,
        Epoch = 1,
        DeadlineMs = 30_000,
        Body = JsonSerializer.SerializeToElement(
            new EnsureRequest { WorkspaceId = $"ws-{number}", Provider = "none" },
            TransportJson.Default.EnsureRequest),
    };

    private EnvironmentWatches Watches(out EnvironmentLifecycle lifecycle)
    {
        var clock = TimeProvider.System;
        var directories = new EnvironmentDirectories(_directory.File("e"));
        var (providers, board) = (new ProviderSet([], clock), new ReportBoard());
        var door = new EnvironmentDoor(directories, clock);
        var watches = new EnvironmentWatches(
            new EnvironmentSight(providers, door), door, board, clock, NullLogger.Instance);
        var make = new MakeEnvironment(directories, watches, board, () => "label");
        lifecycle = new EnvironmentLifecycle(
            providers, directories, door, watches, board, make, DaemonProgram.Found("/nowhere"), clock);
        return watches;
    }
}
