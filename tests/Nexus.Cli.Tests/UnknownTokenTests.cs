using System.Net;
using System.Net.WebSockets;
using System.Text;

namespace Nexus.Cli.Tests;

/// <summary>A token that opens nothing is looked for where it was found.</summary>
public sealed class UnknownTokenTests
{
    private const string Unknown = """
        {"error":{"code":"auth.token_unknown","message":"This token is unknown or revoked.","hint":"Check it."},
         "correlation_id":"c-1"}
        """;

    [Fact]
    public async Task The_variable_it_came_from_is_named()
    {
        using var desk = new Desk();
        desk.Set("NEXUS_TOKEN", "t");

        Assert.Contains("  hint: It came from NEXUS_TOKEN: ", await SeeAsync(desk), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_file_it_came_from_is_named()
    {
        using var desk = new Desk();
        var file = desk.Write("home/.nexus/credentials", """{"http://127.0.0.1:3001":"kept"}""");
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);

        Assert.Contains($"  hint: It came from {file}: ", await SeeAsync(desk), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_taken_for_an_invitation_is_named()
    {
        using var desk = new Desk();
        desk.Set("NEXUS_INVITATION", "no invitation");
        desk.Set("NEXUS_TOKEN", "t");
        desk.Server.Answer("POST /api/v1/users/register", HttpStatusCode.Unauthorized, Unknown);

        var (code, _, stderr) = await desk.RunAsync("key", "register");

        Assert.Equal(ExitCode.Failed, code);
        Assert.Contains("  hint: It came from NEXUS_INVITATION: ", stderr, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("workspace", "exec", "api", "sleep 60")]
    [InlineData("workspace", "logs", "-f", "api")]
    [InlineData("event", "follow")]
    public async Task One_that_is_revoked_while_something_is_followed_is_told_of(params string[] args)
    {
        var isRevoked = false;
        await using var server = new LocalServer(async context =>
        {
            if (isRevoked)
                await AnswerAsync(context, HttpStatusCode.Unauthorized, Unknown);
            else if (context.Request.Url!.AbsolutePath.EndsWith("/status", StringComparison.Ordinal))
                await AnswerAsync(context, HttpStatusCode.OK, CannedServer.Ready);
            else
                await BreakOffAsync(context, () => isRevoked = true);
        });
        using var desk = new Desk { Handler = new SocketsHttpHandler() };
        desk.Set("NEXUS_SERVER", server.Address.ToString());
        desk.Set("NEXUS_TOKEN", "t");

        var (_, _, stderr) = await desk.RunAsync(args);

        Assert.StartsWith(
            "error: This token is unknown or revoked. [auth.token_unknown]\n  hint: It came from NEXUS_TOKEN: ", stderr,
            StringComparison.Ordinal);
    }

    private static async Task AnswerAsync(HttpListenerContext context, HttpStatusCode status, string body)
    {
        context.Response.StatusCode = (int)status;
        await context.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(body));
        context.Response.Close();
    }

    /// <summary>Once the answer has begun.</summary>
    private static async Task BreakOffAsync(HttpListenerContext context, Action revoke)
    {
        var ct = TestContext.Current.CancellationToken;
        if (context.Request.IsWebSocketRequest)
        {
            using var socket = (await context.AcceptWebSocketAsync(null)).WebSocket;
            await socket.ReceiveAsync(new byte[4096], ct);
            await socket.SendAsync("{}"u8.ToArray(), WebSocketMessageType.Text, endOfMessage: true, ct);
            revoke();
            socket.Abort();
            return;
        }

        context.Response.ContentLength64 = 1000; // of which one is sent
        await context.Response.OutputStream.WriteAsync("\n"u8.ToArray(), ct);
        await context.Response.OutputStream.FlushAsync(ct);
        revoke();
        context.Response.Abort();
    }

    private static async Task<string> SeeAsync(Desk desk)
    {
        desk.Server.Answer("GET /api/v1/workspaces", HttpStatusCode.Unauthorized, Unknown);

        var (code, _, stderr) = await desk.RunAsync("workspace", "list");

        Assert.Equal(ExitCode.Failed, code);
        Assert.StartsWith(
            "error: This token is unknown or revoked. [auth.token_unknown]\n", stderr, StringComparison.Ordinal);
        return stderr;
    }
}
