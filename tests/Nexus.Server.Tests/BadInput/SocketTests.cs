using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Nexus.Contracts;
using Nexus.Server.Tests.Artifacts;
using Nexus.Testing;

namespace Nexus.Server.Tests.BadInput;

/// <summary>The real program: what it refuses before a handler sees it is an error document, too.</summary>
public sealed class SocketTests : IDisposable
{
    private const int Limit = 1024 * 1024;

    private readonly TemporaryDirectory _home = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task A_body_over_the_limit_is_too_large_in_every_form()
    {
        await using var server = await ServerProcess.StartAsync(_home.Path);
        (string Path, string Field)[] routes =
        [
            ("workspaces/create", "workspace_name"), ("users", "github_username"),
            ("users/invitations", "github_username"), ("nodes", "name"), ("artifacts", "name"),
        ];

        foreach (var (path, field) in routes)
        {
            var large = $$"""{"{{field}}": "{{new string('x', Limit)}}"}""";
            foreach (var (isChunked, key) in ((bool, string?)[])[(false, null), (true, null), (true, "key")])
            {
                using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/{path}")
                {
                    Content = new StringContent(large, Encoding.UTF8, "application/json"),
                };
                request.Headers.TransferEncodingChunked = isChunked;
                if (key is not null)
                    request.Headers.Add("Idempotency-Key", key);
                using var answer = await server.Client.SendAsync(request, Ct);

                var error = (await answer.ErrorAsync()).Error;
                Assert.Equal(
                    (path, HttpStatusCode.RequestEntityTooLarge, "request.too_large"),
                    (path, answer.StatusCode, error.Code));
                Assert.Contains("1 MiB", error.Hint, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public async Task What_is_no_request_is_answered_with_an_error_document()
    {
        await using var server = await ServerProcess.StartAsync(_home.Path);
        var many = string.Concat(Enumerable.Range(0, 200).Select(number => $"X{number}: a\r\n"));

        await RefusedAsync(server, "hello\r\n\r\n", 400);
        await RefusedAsync(server, "GET / HTTP/1.9\r\nHost: x\r\n\r\n", 505);
        await RefusedAsync(server, "GET / HTTP/1.1\r\n\r\n", 400);
        await RefusedAsync(server, "GET / HTTP/1.1\r\nHost: x\r\nX: a\0b\r\n\r\n", 400);
        await RefusedAsync(server, "GET /%00 HTTP/1.1\r\nHost: x\r\n\r\n", 400);
        await RefusedAsync(server, $"GET /{new string('a', 9000)} HTTP/1.1\r\nHost: x\r\n\r\n", 414);
        await RefusedAsync(server, $"GET / HTTP/1.1\r\nHost: x\r\nX: {new string('a', 40000)}\r\n\r\n", 431);
        await RefusedAsync(server, $"GET / HTTP/1.1\r\nHost: x\r\n{many}\r\n", 431);
        await RefusedAsync(server, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n", 400);
        var head = await RefusedAsync(server, "GET * HTTP/1.1\r\nHost: x\r\n\r\n", 405);
        Assert.Contains("Allow: OPTIONS", head, StringComparison.Ordinal);

        using var page = await server.Client.GetAsync("/metrics", Ct);
        Assert.Contains(
            "nexus_errors_total{code=\"request.malformed\"} 10\n", await page.Content.ReadAsStringAsync(Ct),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_follows_an_answer_on_its_connection_is_refused_with_a_document_of_its_own()
    {
        await using var server = await ServerProcess.StartAsync(_home.Path);

        var answers = await SayAsync(server, "GET /health HTTP/1.1\r\nHost: x\r\n\r\nnonsense\r\n\r\n");

        Assert.StartsWith("HTTP/1.1 200 OK", answers, StringComparison.Ordinal);
        Assert.Contains("HTTP/1.1 400 Bad Request", answers, StringComparison.Ordinal);
        Assert.Contains("\"request.malformed\"", answers, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Idempotency-Key: a\r\n")]
    public async Task A_body_that_is_not_framed_as_it_says_is_told_of(string header)
    {
        await using var server = await ServerProcess.StartAsync(_home.Path);
        var token = server.Client.DefaultRequestHeaders.Authorization;

        var answer = await SayAsync(
            server, "POST /api/v1/users HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                + $"Authorization: {token}\r\n{header}Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
                + "zz\r\n{}");

        Assert.StartsWith("HTTP/1.1 400 ", answer, StringComparison.Ordinal);
        Assert.Contains("\"request.malformed\"", answer, StringComparison.Ordinal);
    }

    private static async Task<string> RefusedAsync(ServerProcess server, string request, int status)
    {
        var answer = await SayAsync(server, request);

        var end = answer.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        Assert.True(end > 0, $"{request.Split('\r')[0]} got '{answer}'");
        var (head, body) = (answer[..end], answer[(end + 4)..]);
        Assert.StartsWith($"HTTP/1.1 {status} ", head, StringComparison.Ordinal);
        var length = Encoding.UTF8.GetByteCount(body);
        Assert.Contains($"Content-Length: {length}\r\n", $"{head}\r\n", StringComparison.Ordinal);
        var told = JsonSerializer.Deserialize(body, ContractsJson.Default.ErrorEnvelope)!;
        Assert.Equal("request.malformed", told.Error.Code);
        Assert.NotEmpty(told.Error.Hint ?? "");
        Assert.Contains($"X-Correlation-Id: {told.CorrelationId}", head, StringComparison.Ordinal);
        return head;
    }

    /// <summary>All that is answered until the server closes the connection.</summary>
    private static async Task<string> SayAsync(ServerProcess server, string request)
    {
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", server.Client.BaseAddress!.Port, Ct);
        await client.GetStream().WriteAsync(Encoding.Latin1.GetBytes(request), Ct);
        using var reader = new StreamReader(client.GetStream());
        var answer = new StringBuilder();
        try
        {
            while (await reader.ReadLineAsync(Ct) is { } line)
                answer.Append(line).Append("\r\n");
        }
        catch (IOException)
        {
            // Closed with something unread: what was answered has come before.
        }

        return answer.ToString(0, Math.Max(0, answer.Length - 2));
    }
}
