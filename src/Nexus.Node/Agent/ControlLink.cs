using System.Globalization;
using System.Net.WebSockets;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Nexus.Contracts;
using Nexus.Node.Environments;
using Nexus.Node.Journal;
using Nexus.Node.Providers;
using Nexus.Transport;
using Nexus.Transport.Control;

namespace Nexus.Node.Agent;

/// <summary>One control connection from its first word to its end.</summary>
internal sealed partial class ControlLink(
    NodeHome home, ProviderSet providers, EnvironmentInventory environments, ReportBoard board, CommandDesk desk,
    CommandJournal journal, StreamPool streams, TimeProvider clock, ILogger logger)
{
    private const int AnswerMs = 15_000;

    /// <summary>Every 30 s at the usual pace; what lacks something is asked with each heartbeat.</summary>
    private const int HeartbeatsPerProbe = 6;

    private long _asked;
    private string? _server;

    /// <summary>Completes never: it ends by an exception.</summary>
    /// <param name="webSocket">Owned from now on.</param>
    /// <param name="machine">This one.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="IOException">The connection broke.</exception>
    public async Task RunAsync(WebSocket webSocket, Machine machine, CancellationToken cancellationToken)
    {
        using var connection = new ControlConnection(webSocket, clock);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var replies = new TaskSet();
        var reading = connection.RunAsync(
            (message, token) => TakeAsync(connection, replies, message, token), stop.Token);
        var talking = TalkAsync(connection, machine, stop.Token);
        try
        {
            await await Task.WhenAny(reading, talking);
            throw new IOException("The server closed the control connection.");
        }
        finally
        {
            await stop.CancelAsync();
            connection.Abort();
            streams.DropIdle();
            await TaskSet.QuietAsync(reading);
            await TaskSet.QuietAsync(talking);
            await replies.DrainAsync();
        }
    }

    private async Task TalkAsync(ControlConnection connection, Machine machine, CancellationToken cancellationToken)
    {
        var capabilities = machine.Look();
        var hello = new NodeHello(machine.Version, await providers.ProbeAsync(cancellationToken), capabilities);
        var welcome = await AskAsync(
            connection, ControlVerbs.Hello, JsonSerializer.SerializeToElement(hello, TransportJson.Default.NodeHello),
            TransportJson.Default.NodeWelcome, cancellationToken);
        _server = welcome.ServerId;
        if (!journal.Admit(welcome.Epoch, _server))
            throw new NexusException(AgentErrors.StaleEpoch(welcome.Epoch, journal.EpochOf(_server)));

        var inventory = await environments.TakeAsync(_server, cancellationToken);
        await CompareAsync(connection, inventory, welcome.Epoch, cancellationToken);
        if (!home.TryMarkJoined())
            LogUnmarked();
        LogWelcomed(welcome.Epoch, inventory.Environments.Count);
        streams.Keep(welcome.Streams);

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task[] loops =
        [
            HeartbeatAsync(connection, Beat(welcome), stop.Token),
            ReportAsync(connection, stop.Token),
            ProbeAsync(connection, welcome, hello.Providers, new(machine, capabilities), stop.Token),
        ];
        try
        {
            await await Task.WhenAny(loops);
        }
        finally
        {
            await stop.CancelAsync();
            await TaskSet.QuietAsync(Task.WhenAll(loops));
        }
    }

    /// <summary>What the server does not know is destroyed.</summary>
    private async Task CompareAsync(
        ControlConnection connection, NodeInventory inventory, long epoch, CancellationToken cancellationToken)
    {
        var verdict = await AskAsync(
            connection, ControlVerbs.Inventory,
            JsonSerializer.SerializeToElement(inventory, TransportJson.Default.NodeInventory),
            TransportJson.Default.InventoryVerdict, cancellationToken);
        foreach (var removal in Verdict.Removals(inventory, verdict, epoch))
            _ = desk.RunAsync(removal, _server, retries: true);
    }

    private async Task HeartbeatAsync(ControlConnection connection, TimeSpan every, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(every, clock);
        while (await timer.WaitForNextTickAsync(cancellationToken))
            await connection.SendAsync(new() { Verb = ControlVerbs.Heartbeat }, cancellationToken);
    }

    /// <summary>An engine may come and go while the node stays.</summary>
    private async Task ProbeAsync(
        ControlConnection connection, NodeWelcome welcome, IReadOnlyList<ProviderView> told, MachineNews news,
        CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Beat(welcome), clock);
        for (var beat = 1; await timer.WaitForNextTickAsync(cancellationToken); beat++)
        {
            if (beat % HeartbeatsPerProbe != 0 && told.All(provider => provider is { IsAvailable: true, Reason: null }))
                continue;
            var found = await providers.ProbeAsync(cancellationToken);
            if (!found.SequenceEqual(told))
            {
                await connection.NotifyAsync(
                    ControlVerbs.Providers, found, TransportJson.Default.IReadOnlyListProviderView, cancellationToken);
                told = found;
            }

            await news.TellAsync(connection, cancellationToken);
            if (await environments.CatchUpAsync(_server, cancellationToken) is { } inventory)
                await CompareAsync(connection, inventory, welcome.Epoch, cancellationToken);
        }
    }

    private static TimeSpan Beat(NodeWelcome welcome) =>
        TimeSpan.FromMilliseconds(Math.Clamp(welcome.HeartbeatMs, 100, 60_000));

    private async Task ReportAsync(ControlConnection connection, CancellationToken cancellationToken)
    {
        while (true)
        {
            foreach (var report in await board.NewsAsync(cancellationToken))
            {
                await connection.NotifyAsync(
                    ControlVerbs.Report, report, TransportJson.Default.EnvironmentReport, cancellationToken);
            }
        }
    }

    private Task TakeAsync(
        ControlConnection connection, TaskSet replies, ControlMessage message, CancellationToken cancellationToken)
    {
        if (message is { Verb: ControlVerbs.Streams, Body: { } body })
            streams.Open(body.Deserialize(TransportJson.Default.StreamsWanted)?.Count ?? 0);
        else if (message.Id is not null)
            replies.Add(ReplyAsync(connection, message, cancellationToken));
        return Task.CompletedTask;
    }

    private async Task ReplyAsync(
        ControlConnection connection, ControlMessage command, CancellationToken cancellationToken)
    {
        try
        {
            var outcome = await desk.RunAsync(command, _server).WaitAsync(cancellationToken);
            await connection.SendAsync(
                new() { Id = command.Id, Body = outcome.Body, Error = outcome.Error }, cancellationToken);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            LogUnheard(command.Verb ?? "", e.Message);
        }
    }

    private async Task<T> AskAsync<T>(
        ControlConnection connection, string verb, JsonElement body,
        System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        var id = $"n-{Interlocked.Increment(ref _asked).ToString(CultureInfo.InvariantCulture)}";
        var request = new ControlMessage { Id = id, Verb = verb, Body = body, DeadlineMs = AnswerMs };
        var reply = await connection.AskAsync(request, cancellationToken);
        return reply is { } element && element.Deserialize(type) is { } answer
            ? answer
            : throw new IOException($"The server answered '{verb}' with nothing.");
    }

    [LoggerMessage(Level = LogLevel.Information,
        Message = "Joined the server's term {Epoch} with {Environments} environments")]
    private partial void LogWelcomed(long epoch, int environments);

    [LoggerMessage(Level = LogLevel.Warning,
        Message = "Who waits for this node to join is not told: its state takes no file")]
    private partial void LogUnmarked();

    [LoggerMessage(Level = LogLevel.Debug, Message = "The reply to {Verb} was not heard: {Reason}")]
    private partial void LogUnheard(string verb, string reason);
}
