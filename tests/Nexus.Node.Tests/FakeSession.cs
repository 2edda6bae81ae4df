using System.Text.Json;
using System.Threading.Channels;
using Nexus.Contracts;
using Nexus.Transport;
using Nexus.Transport.Control;

namespace Nexus.Node.Tests;

/// <summary>One control connection of the node.</summary>
internal sealed class FakeSession(FakeServer server, ControlConnection connection) : IDisposable
{
    private readonly Channel<EnvironmentReport> _reports = Channel.CreateUnbounded<EnvironmentReport>();
    private readonly Channel<IReadOnlyList<ProviderView>> _providers =
        Channel.CreateUnbounded<IReadOnlyList<ProviderView>>();
    private int _asked;

    public NodeHello? Hello { get; private set; }

    public NodeInventory? Inventory { get; private set; }

    public TaskCompletionSource Heartbeat { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public TaskCompletionSource Ended { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task RunAsync(Action ready, CancellationToken cancellationToken) => connection.RunAsync(
        async (message, token) =>
        {
            switch (message.Verb)
            {
                case ControlVerbs.Hello when server.TalksNonsense:
                    server.TalksNonsense = false;
                    await connection.ReplyAsync(message, new(7), TransportJson.Default.StreamsWanted, token);
                    break;
                case ControlVerbs.Hello:
                    Hello = message.Body!.Value.Deserialize(TransportJson.Default.NodeHello);
                    await connection.ReplyAsync(
                        message, new(server.NodeId, server.Epoch, 100, 2, server.ServerId),
                        TransportJson.Default.NodeWelcome, token);
                    break;
                case ControlVerbs.Inventory:
                    Inventory = message.Body!.Value.Deserialize(TransportJson.Default.NodeInventory);
                    server.BeforeVerdict();
                    await connection.ReplyAsync(
                        message, new(server.Unknown), TransportJson.Default.InventoryVerdict, token);
                    ready();
                    break;
                case ControlVerbs.Report:
                    _reports.Writer.TryWrite(
                        message.Body!.Value.Deserialize(TransportJson.Default.EnvironmentReport)!);
                    break;
                case ControlVerbs.Providers:
                    _providers.Writer.TryWrite(
                        message.Body!.Value.Deserialize(TransportJson.Default.IReadOnlyListProviderView)!);
                    break;
                default:
                    await server.Held;
                    Heartbeat.TrySetResult();
                    break;
            }
        },
        cancellationToken);

    public async Task<EnsureReply> EnsureAsync(EnsureRequest request, CancellationToken cancellationToken) =>
        (await AskAsync(ControlVerbs.Ensure, request, TransportJson.Default.EnsureRequest, cancellationToken))
            !.Value.Deserialize(TransportJson.Default.EnsureReply)!;

    /// <param name="id">Of the command: what it does is done once.</param>
    public async Task<EnsureReply> RecreateAsync(
        EnsureRequest request, string id, CancellationToken cancellationToken) =>
        (await AskAsync(ControlVerbs.Recreate, request, TransportJson.Default.EnsureRequest, cancellationToken, id))
            !.Value.Deserialize(TransportJson.Default.EnsureReply)!;

    public Task<JsonElement?> StopAsync(string id, string provider, CancellationToken cancellationToken) => AskAsync(
        ControlVerbs.Stop, new(id, provider, 2000), TransportJson.Default.StopEnvironmentRequest, cancellationToken);

    public Task<JsonElement?> DestroyAsync(string id, string provider, CancellationToken cancellationToken) => AskAsync(
        ControlVerbs.Destroy, new(id, provider), TransportJson.Default.EnvironmentRequest, cancellationToken);

    public Task<JsonElement?> AskAsync<T>(
        string verb, T body, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type,
        CancellationToken cancellationToken, string? id = null, long? epoch = null) => connection.AskAsync(
            new()
            {
                Id = id ?? $"c-{server.Epoch}-{GetHashCode()}-{Interlocked.Increment(ref _asked)}",
                Verb = verb,
                Epoch = epoch ?? server.Epoch,
                DeadlineMs = 30_000,
                Body = JsonSerializer.SerializeToElement(body, type),
            },
            cancellationToken);

    public Task NotifyStreamsAsync(int count, CancellationToken cancellationToken) => connection.NotifyAsync(
        ControlVerbs.Streams, new(count), TransportJson.Default.StreamsWanted, cancellationToken);

    /// <summary>The first report that is as wanted.</summary>
    public async Task<EnvironmentReport> ReportAsync(
        Func<EnvironmentReport, bool> wanted, CancellationToken cancellationToken)
    {
        while (true)
        {
            var report = await _reports.Reader.ReadAsync(cancellationToken);
            if (wanted(report))
                return report;
        }
    }

    /// <summary>The next time the node's providers are others than before.</summary>
    public async Task<IReadOnlyList<ProviderView>> ProvidersAsync(CancellationToken cancellationToken) =>
        await _providers.Reader.ReadAsync(cancellationToken);

    public void Break() => connection.Abort();
    public void Dispose() => connection.Dispose();
}
