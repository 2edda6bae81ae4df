using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Nexus.Contracts;
using Nexus.Transport;
using Nexus.Transport.Control;

namespace Nexus.Server.Tests;

/// <summary>A node on the real control connection; what it answers to commands is the test's.</summary>
internal sealed class FakeNode : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly ControlConnection _control;
    private readonly Task _reading;
    private readonly ConcurrentDictionary<string, TaskCompletionSource<ControlMessage>> _firsts =
        new(StringComparer.Ordinal);

    private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private FakeNode(ControlConnection control, Func<ControlMessage, bool> answers)
    {
        _control = control;
        _reading = control.RunAsync((message, ct) => TakeAsync(message, answers(message), ct), _stop.Token);
    }

    /// <summary>What it was asked for, in order.</summary>
    public ConcurrentQueue<ControlMessage> Commands { get; } = new();

    /// <summary>Why it refuses what it answers; null: it does not.</summary>
    public Func<ControlMessage, NexusError?> Refuses { get; set; } = _ => null;

    /// <summary>Completes with the first of them.</summary>
    public Task Asked => _asked.Task;

    /// <summary>Completes with the first of that verb.</summary>
    public Task<ControlMessage> AskedAsync(string verb) =>
        FirstOf(verb).Task.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);

    public static Task<FakeNode> ConnectAsync(
        ServerHost host, JoinView joined, IReadOnlyList<EnvironmentReport> environments,
        Func<ControlMessage, bool> answers) =>
        ConnectAsync(host, joined, new("1", []), answers, environments);

    public static async Task<FakeNode> ConnectAsync(
        ServerHost host, JoinView joined, NodeHello hello, Func<ControlMessage, bool> answers,
        params IReadOnlyList<EnvironmentReport> environments) =>
        await ConnectAsync(host, joined, hello, new NodeInventory(environments), answers);

    public static async Task<FakeNode> ConnectAsync(
        ServerHost host, JoinView joined, NodeHello hello, NodeInventory inventory, Func<ControlMessage, bool> answers)
    {
        var webSocket = await host.ConnectAsync("/api/v1/nodes/control", joined.NodeToken);
        var node = new FakeNode(new(webSocket, TimeProvider.System), answers);
        await node.AskAsync(ControlVerbs.Hello, hello, TransportJson.Default.NodeHello);
        await node.AskAsync(ControlVerbs.Inventory, inventory, TransportJson.Default.NodeInventory);
        return node;
    }

    /// <summary>Of a node that has docker.</summary>
    public static NodeHello Hello(NodeCapabilities? machine = null) =>
        new("1", [new("docker", IsAvailable: true, "20.10", Reason: null, HasSudo: true)], machine);

    public static NodeCapabilities Machine(int cpus, long memoryBytes = 8L << 30) => new()
    {
        Arch = "amd64",
        Os = "Debian GNU/Linux 12 (bookworm)",
        Kernel = "6.1.0",
        Cpus = cpus,
        MemoryBytes = memoryBytes,
        DiskBytes = 100L << 30,
        DiskFreeBytes = 50L << 30,
    };

    public Task TellAsync(NodeCapabilities machine) => _control.NotifyAsync(
        ControlVerbs.Capabilities, machine, TransportJson.Default.NodeCapabilities, _stop.Token);

    public Task TellAsync(IReadOnlyList<ProviderView> providers) => _control.NotifyAsync(
        ControlVerbs.Providers, providers, TransportJson.Default.IReadOnlyListProviderView, _stop.Token);

    public Task ReportAsync(EnvironmentReport report) => _control.NotifyAsync(
        ControlVerbs.Report, report, TransportJson.Default.EnvironmentReport, _stop.Token);

    public Task BeatAsync() => _control.SendAsync(new() { Verb = ControlVerbs.Heartbeat }, _stop.Token);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAny(_reading);
        _control.Dispose();
        _stop.Dispose();
    }

    private TaskCompletionSource<ControlMessage> FirstOf(string verb) =>
        _firsts.GetOrAdd(verb, _ => new(TaskCreationOptions.RunContinuationsAsynchronously));

    private Task<JsonElement?> AskAsync<T>(string verb, T body, JsonTypeInfo<T> type) =>
        _control.AskAsync(
            new() { Id = verb, Verb = verb, DeadlineMs = 10_000, Body = JsonSerializer.SerializeToElement(body, type) },
            _stop.Token);

    private async Task TakeAsync(ControlMessage message, bool isAnswered, CancellationToken cancellationToken)
    {
        if (message.Id is null)
            return;
        Commands.Enqueue(message);
        _asked.TrySetResult();
        FirstOf(message.Verb ?? "").TrySetResult(message);
        if (isAnswered)
            await _control.SendAsync(new() { Id = message.Id, Error = Refuses(message) }, cancellationToken);
    }
}
