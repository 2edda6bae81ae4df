using System.Net;
using System.Net.WebSockets;
using System.Text;
using Nexus.Contracts;

namespace Nexus.Cli.Tests;

/// <summary>A command in a workspace, over a real WebSocket.</summary>
public sealed class ExecTests
{
    [Fact]
    public async Task Output_and_exit_code_come_back()
    {
        await using var server = new LocalServer(context => ServeAsync(
            context, "{}",
            Frame(FrameKind.Stdout, "one "), Frame(FrameKind.Stderr, "two"), Frame(FrameKind.Stdout, "three"),
            Frame(FrameKind.Exit, """{"exit_code":7}""")));

        var (code, stdout, stderr) = await RunAsync(server, "workspace", "exec", "--json", "api", "ls", "-t");

        Assert.Equal(("", 7), (stderr, code));
        Assert.Equal("{\"exit_code\":7,\"stdout\":\"one three\",\"stderr\":\"two\",\"truncated\":false}\n", stdout);
    }

    [Fact]
    public async Task Output_that_is_cut_says_so()
    {
        var much = Frame(FrameKind.Stdout, new string('y', 3 * 1024 * 1024));
        await using var server = new LocalServer(context => ServeAsync(
            context, "{}", much, much, Frame(FrameKind.Exit, """{"exit_code":0}""")));

        var (_, stdout, _) = await RunAsync(server, "workspace", "exec", "--json", "api", "yes");

        Assert.EndsWith("\"truncated\":true}\n", stdout, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_command_that_no_server_would_read_is_refused_here()
    {
        using var desk = new Desk();

        var (code, _, stderr) = await desk.RunAsync("workspace", "exec", "api", "echo", new string('x', 300_000));

        Assert.Equal(ExitCode.Ours, code);
        Assert.StartsWith("error: The command is 293 KiB long; 256 KiB is the most. [request.too_large]", stderr,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_cannot_run_is_255_with_its_reason()
    {
        await using var server = new LocalServer(context => ServeAsync(
            context,
            """
            {"error":{"code":"workspace.not_up","message":"api is not up.","hint":"Run 'nexus workspace up api'."},
             "correlation_id":"c"}
            """));

        var (code, _, stderr) = await RunAsync(server, "workspace", "exec", "--json", "api", "ls");

        Assert.Equal(ExitCode.Ours, code);
        Assert.Contains("\"code\":\"workspace.not_up\"", stderr, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_that_is_not_of_nexus_is_told_apart()
    {
        await using var server = new LocalServer(context => ServeAsync(context, "hello"));

        var (code, _, stderr) = await RunAsync(server, "workspace", "exec", "api", "ls");

        Assert.Equal(ExitCode.Ours, code);
        Assert.Contains("[server.bad_reply]", stderr, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refused_upgrade_says_why()
    {
        await using var server = new LocalServer(async context =>
        {
            context.Response.StatusCode = context.Request.Url!.AbsolutePath.EndsWith("status", StringComparison.Ordinal)
                ? 200 : 401;
            var body = context.Response.StatusCode == 200 ? CannedServer.Ready : """
                {"error":{"code":"auth.token_required","message":"No token.","hint":"Set NEXUS_TOKEN."},
                 "correlation_id":"c"}
                """;
            await context.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(body));
            context.Response.Close();
        });

        var (code, _, stderr) = await RunAsync(server, "workspace", "exec", "--json", "api", "ls");

        Assert.Equal(ExitCode.Ours, code);
        Assert.Contains("auth.token_required", stderr, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_to_run_is_said()
    {
        using var desk = new Desk();

        var (code, _, stderr) = await desk.RunAsync("workspace", "exec", "api");

        Assert.Equal(ExitCode.Ours, code);
        Assert.Contains("[request.nothing_to_run]", stderr, StringComparison.Ordinal);
    }

    private static async Task<(int Code, string Stdout, string Stderr)> RunAsync(
        LocalServer server, params string[] args)
    {
        using var desk = new Desk { Handler = new SocketsHttpHandler() };
        desk.Set("NEXUS_SERVER", server.Address.ToString());
        return await desk.RunAsync(args);
    }

    /// <summary>Answers a look at the workspace, and on the WebSocket what it is told to.</summary>
    private static async Task ServeAsync(HttpListenerContext context, string reply, params byte[][] frames)
    {
        if (!context.Request.IsWebSocketRequest)
        {
            await context.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(CannedServer.Ready));
            context.Response.Close();
            return;
        }

        var cancellationToken = TestContext.Current.CancellationToken;
        using var socket = (await context.AcceptWebSocketAsync(null)).WebSocket;
        await socket.ReceiveAsync(new byte[4096], cancellationToken);
        await SendAsync(Encoding.UTF8.GetBytes(reply), WebSocketMessageType.Text);
        foreach (var frame in frames)
            await SendAsync(frame, WebSocketMessageType.Binary);
        await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, cancellationToken);
        await UntilGoneAsync(socket);

        Task SendAsync(byte[] bytes, WebSocketMessageType type) =>
            socket.SendAsync(bytes, type, endOfMessage: true, cancellationToken);
    }

    /// <summary>Closing with something unread would take back what was sent.</summary>
    private static async Task UntilGoneAsync(WebSocket socket)
    {
        try
        {
            while (socket.State is WebSocketState.CloseSent)
                await socket.ReceiveAsync(new byte[4096], TestContext.Current.CancellationToken);
        }
        catch (WebSocketException)
        {
            socket.Abort();
        }
    }

    private static byte[] Frame(FrameKind kind, string text) => [(byte)kind, .. Encoding.UTF8.GetBytes(text)];
}
