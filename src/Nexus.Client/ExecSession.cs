using System.Net.WebSockets;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Nexus.Contracts;

namespace Nexus.Client;

/// <summary>A frame of a running command, and what it carries until the next is read.</summary>
public readonly record struct ExecFrame(FrameKind Kind, ReadOnlyMemory<byte> Payload);

/// <summary>
/// A command running in an environment. One reader and any number of writers; disposing it ends the command.
/// </summary>
public sealed class ExecSession : IAsyncDisposable
{
    private const int LargestMessage = 4 * 1024 * 1024;

    /// <summary>What the server reads.</summary>
    private const int LongestRequest = 256 * 1024;

    private readonly ClientWebSocket _socket = new();
    private readonly SemaphoreSlim _writing = new(1);
    private readonly byte[] _buffer = new byte[64 * 1024];
    private readonly MemoryStream _message = new();
    private readonly Requests _requests;
    private readonly string _status;

    private ExecSession(Requests requests, string status) => (_requests, _status) = (requests, status);

    /// <summary>Frames until the one that tells how it ended, which is the last.</summary>
    /// <exception cref="NexusException">The command could not run, or the connection broke.</exception>
    public async Task<ExecFrame> ReadAsync(CancellationToken cancellationToken)
    {
        var (_, message) = await ReceiveAsync(cancellationToken);
        if (message.IsEmpty)
            throw new NexusException(await _requests.WhyBrokenOffAsync(_status, cancellationToken));
        var frame = new ExecFrame((FrameKind)message.Span[0], message[1..]);
        if (frame.Kind is FrameKind.Error)
            throw new NexusException(Parse(frame.Payload, ContractsJson.Default.NexusError));
        return frame;
    }

    public static int ExitCodeOf(ExecFrame exit) => Parse(exit.Payload, ContractsJson.Default.ExecResult).ExitCode;

    public Task WriteAsync(ReadOnlyMemory<byte> input, CancellationToken cancellationToken) =>
        SendAsync(FrameKind.Stdin, input, cancellationToken);

    public Task EndInputAsync(CancellationToken cancellationToken) =>
        SendAsync(FrameKind.StdinEnd, default, cancellationToken);

    public Task ResizeAsync(TerminalSize size, CancellationToken cancellationToken) => SendAsync(
        FrameKind.Resize, JsonSerializer.SerializeToUtf8Bytes(size, ContractsJson.Default.TerminalSize),
        cancellationToken);

    public ValueTask DisposeAsync()
    {
        _socket.Dispose();
        _message.Dispose();
        _writing.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <param name="requests">Of the server.</param>
    /// <param name="path">Of the WebSocket.</param>
    /// <param name="status">Path of the workspace, to ask why the connection broke.</param>
    /// <param name="request">What to run.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    internal static async Task<ExecSession> OpenAsync(
        Requests requests, string path, string status, ExecRequest request, CancellationToken cancellationToken)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(request, ContractsJson.Default.ExecRequest);
        if (body.Length > LongestRequest)
            throw new NexusException(ServerErrors.TooLong(body.Length, LongestRequest));

        var session = new ExecSession(requests, status);
        try
        {
            await session.ConnectAsync(path, cancellationToken);
            await session.SendAsync(body, WebSocketMessageType.Text, cancellationToken);
            await session.AcceptedAsync(cancellationToken);
            return session;
        }
        catch
        {
            await session.DisposeAsync();
            throw;
        }
    }

    private async Task ConnectAsync(string path, CancellationToken cancellationToken)
    {
        var address = new UriBuilder(new Uri(_requests.Server ?? new("http://127.0.0.1"), path));
        address.Scheme = address.Scheme is "https" ? "wss" : "ws";
        if (_requests.Token is { } token)
            _socket.Options.SetRequestHeader("Authorization", $"Bearer {token}");
        _socket.Options.CollectHttpResponseDetails = true;
        try
        {
            using var bounds = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var connecting = _socket.ConnectAsync(address.Uri, bounds.Token);
            await _requests.HearAsync(connecting, bounds);
            await connecting;
        }
        catch (WebSocketException e) when ((int)_socket.HttpStatusCode is not 0)
        {
            // The upgrade's body is not shown to clients: an ordinary request says what is wrong.
            using var response = await _requests.OpenAsync(path, cancellationToken);
            throw new NexusException(ServerErrors.BadReply(_requests.Server, (int)_socket.HttpStatusCode), e);
        }
        catch (WebSocketException e)
        {
            throw new NexusException(ServerErrors.Unreachable(_requests.Server), e);
        }
    }

    private async Task AcceptedAsync(CancellationToken cancellationToken)
    {
        var (type, first) = await ReceiveAsync(cancellationToken);
        if (type is not WebSocketMessageType.Text || first.IsEmpty)
            throw new NexusException(ServerErrors.BadReply(_requests.Server, 101));
        try
        {
            using var reply = JsonDocument.Parse(first);
            if (reply.RootElement.TryGetProperty("error", out _))
                throw new NexusException(Parse(first, ContractsJson.Default.ErrorEnvelope).Error);
        }
        catch (JsonException e)
        {
            throw new NexusException(ServerErrors.BadReply(_requests.Server, 101), e);
        }
    }

    /// <summary>A whole message, good until the next one; empty when the other side closed.</summary>
    private async Task<(WebSocketMessageType Type, ReadOnlyMemory<byte> Bytes)> ReceiveAsync(
        CancellationToken cancellationToken)
    {
        _message.SetLength(0);
        try
        {
            while (_message.Length < LargestMessage)
            {
                var part = await _socket.ReceiveAsync(_buffer.AsMemory(), cancellationToken);
                _message.Write(_buffer, 0, part.Count);
                if (part.MessageType is WebSocketMessageType.Close)
                    return (part.MessageType, default);
                if (part.EndOfMessage)
                    return (part.MessageType, _message.GetBuffer().AsMemory(0, (int)_message.Length));
            }
        }
        catch (WebSocketException e)
        {
            throw new NexusException(await _requests.WhyBrokenOffAsync(_status, cancellationToken), e);
        }

        throw new NexusException(ServerErrors.BadReply(_requests.Server, 101));
    }

    private async Task SendAsync(FrameKind kind, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken)
    {
        var frame = new byte[payload.Length + 1];
        frame[0] = (byte)kind;
        payload.CopyTo(frame.AsMemory(1));
        await SendAsync(frame, WebSocketMessageType.Binary, cancellationToken);
    }

    private async Task SendAsync(byte[] message, WebSocketMessageType type, CancellationToken cancellationToken)
    {
        await _writing.WaitAsync(cancellationToken);
        try
        {
            await _socket.SendAsync(message, type, endOfMessage: true, cancellationToken);
        }
        catch (WebSocketException e)
        {
            throw new NexusException(await _requests.WhyBrokenOffAsync(_status, cancellationToken), e);
        }
        finally
        {
            _writing.Release();
        }
    }

    private static T Parse<T>(ReadOnlyMemory<byte> json, JsonTypeInfo<T> type) =>
        JsonSerializer.Deserialize(json.Span, type) ?? throw new JsonException("The document is null.");
}
