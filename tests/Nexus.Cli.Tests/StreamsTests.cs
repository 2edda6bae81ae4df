using System.IO.Pipes;
using System.Net;
using System.Net.WebSockets;
using System.Text;
using Nexus.Contracts;
using Nexus.Processes.Terminals;

namespace Nexus.Cli.Tests;

/// <summary>What happens to a command when its streams are not what they should be.</summary>
public sealed class StreamsTests
{
    [Fact]
    public async Task A_reader_that_went_away_ends_a_list()
    {
        using var pipe = new HalfPipe();
        using var desk = new Desk { Reader = pipe.Writer };

        Assert.Equal(ExitCode.ReaderGone, (await desk.RunAsync("workspace", "list")).Code);
    }

    [Fact]
    public async Task A_reader_that_went_away_ends_a_command_that_writes_for_ever()
    {
        using var pipe = new HalfPipe();
        await using var server = new LocalServer(context => ExecAsync(context, async socket =>
        {
            while (socket.State is WebSocketState.Open)
                await SendAsync(socket, FrameKind.Stdout, "y\n");
        }));
        using var desk = Desk(server, pipe.Writer);

        var (code, _, stderr) = await desk.RunAsync("workspace", "exec", "api", "yes");

        Assert.Equal((ExitCode.ReaderGone, ""), (code, stderr));
    }

    [Fact]
    public async Task Input_that_cannot_be_read_is_empty()
    {
        using var pipe = new HalfPipe();
        await using var server = new LocalServer(context => ExecAsync(context, async socket =>
        {
            var heard = await socket.ReceiveAsync(new byte[16], TestContext.Current.CancellationToken);
            await SendAsync(socket, FrameKind.Exit, $$"""{"exit_code":{{heard.Count}}}""");
        }));
        using var desk = Desk(server, Stream.Null, pipe.Writer);

        var (code, _, _) = await desk.RunAsync("workspace", "exec", "api", "cat");

        Assert.Equal(1, code); // One byte: the frame that says that the input has ended.
    }

    [Fact]
    public async Task A_full_disk_is_a_failure_and_no_crash()
    {
        using var full = File.OpenHandle("/dev/full", FileMode.Open, FileAccess.Write);
        using var desk = new Desk { Reader = new StandardStream((int)full.DangerousGetHandle()) };

        var (code, _, stderr) = await desk.RunAsync("workspace", "list");

        Assert.Equal(ExitCode.Failed, code);
        Assert.Contains("[file.unusable]", stderr, StringComparison.Ordinal);
    }

    private static Desk Desk(LocalServer server, Stream reader, Stream? input = null)
    {
        var desk = new Desk { Handler = new SocketsHttpHandler(), Reader = reader, Input = input ?? Stream.Null };
        desk.Set("NEXUS_SERVER", server.Address.ToString());
        return desk;
    }

    private static async Task ExecAsync(HttpListenerContext context, Func<WebSocket, Task> run)
    {
        if (!context.Request.IsWebSocketRequest)
        {
            await context.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(CannedServer.Ready));
            context.Response.Close();
            return;
        }

        using var socket = (await context.AcceptWebSocketAsync(null)).WebSocket;
        try
        {
            await socket.ReceiveAsync(new byte[4096], TestContext.Current.CancellationToken);
            await socket.SendAsync(
                "{}"u8.ToArray(), WebSocketMessageType.Text, true, TestContext.Current.CancellationToken);
            await run(socket);
        }
        catch (WebSocketException)
        {
            socket.Abort();
        }
    }

    private static Task SendAsync(WebSocket socket, FrameKind kind, string text)
    {
        byte[] frame = [(byte)kind, .. Encoding.UTF8.GetBytes(text)];
        return socket.SendAsync(frame, WebSocketMessageType.Binary, true, TestContext.Current.CancellationToken);
    }

    /// <summary>A pipe whose reader has gone.</summary>
    private sealed class HalfPipe : IDisposable
    {
        private readonly AnonymousPipeServerStream _pipe = new(PipeDirection.Out);

        public HalfPipe()
        {
            _pipe.DisposeLocalCopyOfClientHandle();
            Writer = new StandardStream((int)_pipe.SafePipeHandle.DangerousGetHandle());
        }

        public Stream Writer { get; }

        public void Dispose() => _pipe.Dispose();
    }
}
