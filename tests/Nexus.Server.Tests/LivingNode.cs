using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using Nexus.Contracts;
using Nexus.Transport;
using Nexus.Transport.Channels;
using Nexus.Transport.Control;
using Nexus.Transport.Workspaced;

namespace Nexus.Server.Tests;

/// <summary>
/// A node whose environments do all that is asked of them, at once, until the test holds one question back.
/// </summary>
internal sealed partial class LivingNode : IAsyncDisposable
{
    private const int Streams = 4;

    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<string, bool> _environments = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> _sources = [];
    private readonly ServerHost _host;
    private readonly JoinView _joined;
    private FakeNode? _node;
    private Task _work = Task.CompletedTask;

    private LivingNode(ServerHost host, JoinView joined, IReadOnlyDictionary<string, bool> environments)
    {
        (_host, _joined) = (host, joined);
        foreach (var (id, isRunning) in environments)
            _environments[id] = isRunning;
    }

    /// <summary>Whether each that was made runs.</summary>
    public IReadOnlyDictionary<string, bool> Environments => _environments;

    /// <summary>The kinds of source that were asked for.</summary>
    public IReadOnlyCollection<string> Sources => _sources;

    /// <summary>What had arrived is gone, as with a home that somebody removed.</summary>
    public bool HasLostSource { get; set; } = true;

    /// <summary>The question that is not answered.</summary>
    public string? Held { get; set; }

    /// <summary>How a hook ends that does not end well, and what it printed.</summary>
    public ConcurrentDictionary<string, (string Printed, int Code, NexusError? Error)> Hooks { get; } =
        new(StringComparer.Ordinal);

    /// <summary>Completes when it was asked.</summary>
    public TaskCompletionSource IsHeld { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public static async Task<LivingNode> ConnectAsync(
        ServerHost host, JoinView joined, IReadOnlyDictionary<string, bool>? environments = null)
    {
        var node = new LivingNode(host, joined, environments ?? new Dictionary<string, bool>(StringComparer.Ordinal));
        node._node = await FakeNode.ConnectAsync(
            host, joined, FakeNode.Hello(), node.Take,
            [.. node._environments.Select(pair => node.Report(pair.Key, pair.Value))]);
        node._work = Task.WhenAll([node.BeatAsync(), .. Enumerable.Range(0, Streams).Select(_ => node.ServeAsync())]);
        return node;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        if (_node is not null)
            await _node.DisposeAsync();
        await _work.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private EnvironmentReport Report(string id, bool isRunning) => new(
        id, "docker", isRunning, isRunning ? Snapshot(id) : null, isRunning ? null : "The container ended.");

    private Snapshot Snapshot(string id) => new(
        $"boot-{id}", 1, IsStarted: true, [.. _started.GetValueOrDefault(id, Configured).Select(Seen)]);

    private bool IsAnswered(string question)
    {
        if (question != Held)
            return true;
        IsHeld.TrySetResult();
        return false;
    }

    private bool Take(ControlMessage command)
    {
        if (command.Id is null || command.Body?.TryGetProperty("workspace_id", out var value) is not true)
            return true;
        var (id, verb) = (value.GetString()!, command.Verb ?? "");
        if (!IsAnswered(verb))
            return false;
        if (verb is ControlVerbs.Destroy)
            _environments.TryRemove(id, out _);
        else
            _environments[id] = verb is not ControlVerbs.Stop;
        _ = _node?.ReportAsync(Report(id, _environments.GetValueOrDefault(id)));
        return true;
    }

    private async Task BeatAsync()
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(2));
        while (_node is { } node && await timer.WaitForNextTickAsync(_stop.Token))
            await node.BeatAsync();
    }

    private async Task ServeAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            await using var stream = new WebSocketChannel(
                await _host.ConnectAsync("/api/v1/nodes/data", _joined.NodeToken));
            try
            {
                var request = await stream.ReadAsync(TransportJson.Default.StreamRequest, _stop.Token);
                if (IsAnswered(request.Verb))
                    await AnswerAsync(stream, request);
                else
                    await stream.ReadAsync(new byte[1], _stop.Token);
            }
            catch (IOException)
            {
                continue;
            }
        }
    }

    private async Task AnswerAsync(WebSocketChannel stream, StreamRequest request)
    {
        var ct = _stop.Token;
        using var frames = new FrameChannel(stream);
        switch (request.Verb)
        {
            case Verbs.Setup:
                await stream.AcceptAsync(
                    new("private", "ssh-ed25519 AAAA", "dev", HasSudo: true), TransportJson.Default.SetupReply, ct);
                break;
            case Verbs.Configure:
                await ConfigureAsync(stream);
                break;
            case Verbs.Start or Verbs.Restart:
                Start(request);
                await stream.AcceptAsync(ct);
                break;
            case Verbs.Source:
                await stream.AcceptAsync(ct);
                await AnswerSourceAsync(stream, frames, request);
                break;
            case Verbs.Hook:
                await stream.AcceptAsync(ct);
                await EndHookAsync(frames, request.Body!.Value.Deserialize(TransportJson.Default.HookRequest)!.Name);
                break;
            case Verbs.Repo:
                await stream.AcceptAsync(new(null, null, null), TransportJson.Default.RepoView, ct);
                break;
            case Verbs.Unsaved:
                await stream.AcceptAsync(new(0, 0, 0, 0), TransportJson.Default.UnsavedReply, ct);
                break;
            case Verbs.Watch:
                await stream.AcceptAsync(ct);
                await stream.WriteAsync(Snapshot(request.WorkspaceId), TransportJson.Default.Snapshot, ct);
                await stream.ReadAsync(new byte[1], ct);
                break;
            default:
                await stream.AcceptAsync(ct);
                break;
        }
    }

    private async Task AnswerSourceAsync(WebSocketChannel stream, FrameChannel frames, StreamRequest request)
    {
        var kind = request.Body?.GetProperty("kind").GetString() ?? "";
        _sources.Enqueue(kind);
        if (kind is "kept" && HasLostSource)
        {
            await WriteAsync(frames, FrameKind.Error, new NexusError("source.lost", "It is gone.", "Send it again."));
            return;
        }

        var buffer = new byte[4096];
        while (kind is "bundle" && await stream.ReadAsync(buffer, _stop.Token) > 0)
            HasLostSource = false;
        await WriteAsync(frames, FrameKind.Json, new RepoView(null, null, null));
    }

    private async Task EndHookAsync(FrameChannel frames, string hook)
    {
        _ran.Enqueue(hook);
        var (printed, code, error) = Hooks.GetValueOrDefault(hook, ("", 0, null));
        await frames.WriteAsync(FrameKind.Stdout, Encoding.UTF8.GetBytes(printed), _stop.Token);
        await (error is null
            ? WriteAsync(frames, FrameKind.Exit, new ExecResult(code))
            : WriteAsync(frames, FrameKind.Error, error));
    }

    private async Task WriteAsync<T>(FrameChannel frames, FrameKind kind, T value) => await frames.WriteAsync(
        kind, JsonSerializer.SerializeToUtf8Bytes(value, typeof(T), TransportJson.Default), _stop.Token);
}
