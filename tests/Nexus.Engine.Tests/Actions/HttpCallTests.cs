using Microsoft.AspNetCore.Http;
using Nexus.Engine.Tests.Secrets;

namespace Nexus.Engine.Tests.Actions;

public sealed class HttpCallTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_answer_in_json_is_given_as_json()
    {
        await using var desk = await HttpDesk.StartAsync(context =>
        {
            context.Response.Headers["X-One"] = "1";
            return context.Response.WriteAsJsonAsync(new { path = $"{context.Request.Path}", n = 2 }, Ct);
        });

        var outputs = await desk.CallAsync("""{"url": "URL/a/b"}""", cancellationToken: Ct);

        Assert.Equal(200, outputs.GetProperty("status").GetInt32());
        Assert.Equal("/a/b", outputs.GetProperty("json").GetProperty("path").GetString());
        Assert.Equal("1", outputs.GetProperty("headers").GetProperty("x-one").GetString());
        Assert.Contains("\"n\":2", outputs.GetProperty("body").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cookie_that_is_given_is_not_kept()
    {
        await using var desk = await HttpDesk.StartAsync(context =>
        {
            context.Response.Headers.SetCookie = "session=4711";
            return context.Response.WriteAsync("welcome", Ct);
        });

        var outputs = await desk.CallAsync("""{"url": "URL"}""", cancellationToken: Ct);

        Assert.Equal("***", outputs.GetProperty("headers").GetProperty("set-cookie").GetString());
        Assert.Equal("welcome", outputs.GetProperty("body").GetString());
    }

    [Fact]
    public async Task A_secret_is_put_in_where_a_handle_is()
    {
        await using var desk = await HttpDesk.StartAsync(Echo);
        desk.Secrets.Put(SecretHome.PathOf("user/u1/token"), "the-secret-token", "u1");

        var outputs = await desk.CallAsync("""
            {
              "url": "URL", "method": "post", "body": {"a": [1]},
              "headers": {"Authorization": {"$secret": "user/u1/token"}}
            }
            """, cancellationToken: Ct);

        Assert.Equal(
            "POST the-secret-token application/json; charset=utf-8 the-key the-correlation {\"a\": [1]}",
            outputs.GetProperty("body").GetString());
    }

    [Fact]
    public async Task A_step_may_say_otherwise_what_is_sent_with_every_call()
    {
        await using var desk = await HttpDesk.StartAsync(Echo);

        var outputs = await desk.CallAsync("""
            {
              "url": "URL", "method": "PUT", "body": "a=b",
              "headers": {
                "content-type": "application/x-www-form-urlencoded", "idempotency-key": "mine", "Authorization": 7
              }
            }
            """, cancellationToken: Ct);

        Assert.Equal(
            "PUT 7 application/x-www-form-urlencoded mine the-correlation a=b",
            outputs.GetProperty("body").GetString());
    }

    [Fact]
    public async Task A_secret_of_another_is_put_in_nowhere()
    {
        await using var desk = await HttpDesk.StartAsync(Echo, new() { AllowedNetworks = ["127.0.0.0/8"] });
        desk.Secrets.Put(SecretHome.PathOf("user/u0/token"), "the-secret-token", "u0");
        const string with = """{"url": "URL", "headers": {"Authorization": {"$secret": "PATH"}}}""";

        foreach (var (path, code) in new[]
        {
            ("user/u0/token", "secret.forbidden"), ("sys/providers/x", "secret.forbidden"),
            ("user/me/token", "secret.not_found"), ("nonsense", "secret.bad_path"),
        })
        {
            var refused = await desk.RefusedAsync(
                with.Replace("PATH", path, StringComparison.Ordinal), HttpDesk.User);

            Assert.Equal(code, refused.Code);
        }
    }

    [Theory]
    [InlineData("""{"url": "URL"}""", "http.unexpected_status")]
    [InlineData("""{"url": "URL", "expect": [200, 404]}""", "http.unexpected_status")]
    [InlineData("""{"url": "URL", "expect": [302]}""", null)]
    public async Task A_redirect_is_an_answer_as_any_other(string with, string? code)
    {
        await using var desk = await HttpDesk.StartAsync(context =>
        {
            context.Response.Redirect("/elsewhere");
            return Task.CompletedTask;
        });

        if (code is null)
            Assert.Equal(302, (await desk.CallAsync(with, cancellationToken: Ct)).GetProperty("status").GetInt32());
        else
            Assert.Equal((code, "302"), await RefusedAsync(desk, with));
    }

    [Fact]
    public async Task A_failure_has_the_beginning_of_its_answer()
    {
        await using var desk = await HttpDesk.StartAsync(context =>
        {
            context.Response.StatusCode = 503;
            return context.Response.WriteAsync("come back later", Ct);
        });

        var refused = await desk.RefusedAsync("""{"url": "URL/x?key=hidden"}""");

        Assert.Equal(("503", "come back later"), (refused.Details!["status"], refused.Details["body"]));
        Assert.DoesNotContain("hidden", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_answers_too_slowly_or_with_too_much_is_given_up()
    {
        await using var desk = await HttpDesk.StartAsync(async context =>
        {
            if (context.Request.Path == "/slow")
                await Task.Delay(Timeout.Infinite, context.RequestAborted);
            await context.Response.WriteAsync(new string('a', 2000), Ct);
        });

        Assert.Equal("http.timed_out", (await desk.RefusedAsync("""{"url": "URL/slow", "timeout": "200ms"}""")).Code);
        Assert.Equal("http.too_large", (await desk.RefusedAsync("""{"url": "URL", "max_bytes": 1999}""")).Code);
        await desk.CallAsync("""{"url": "URL", "max_bytes": 2000}""", cancellationToken: Ct);
    }

    [Theory]
    [InlineData("""{"url": "URL"}""", "http.blocked")]
    [InlineData("""{"url": "URL", "method": null, "max_bytes": null, "expect": null, "body": null}""", "http.blocked")]
    [InlineData("""{"url": "http://localhost:1"}""", "http.blocked")]
    [InlineData("""{"url": "http://169.254.169.254/latest/meta-data"}""", "http.blocked")]
    [InlineData("""{"url": "http://[::ffff:169.254.169.254]/"}""", "http.blocked")]
    [InlineData("""{"url": "http://2852039166/"}""", "http.blocked")]
    [InlineData("""{"url": "http://no-such-host.invalid/"}""", "http.failed")]
    [InlineData("""{"url": "file:///etc/passwd"}""", "http.bad_call")]
    [InlineData("""{"url": "/relative"}""", "http.bad_call")]
    [InlineData("""{"url": "http://user:word@example.com/"}""", "http.bad_call")]
    [InlineData("""{"url": "URL", "method": "TRACE"}""", "http.bad_call")]
    [InlineData("""{"url": "URL", "timeout": "soon"}""", "http.bad_call")]
    [InlineData("""{"url": "URL", "max_bytes": 1048577}""", "http.bad_call")]
    [InlineData("""{"url": "URL", "expect": ["200"]}""", "http.bad_call")]
    [InlineData("""{"url": "URL", "expect": 200}""", "action.bad_input")]
    [InlineData("""{"url": "URL", "max_bytes": "many"}""", "action.bad_input")]
    [InlineData("""{"url": "URL", "timeout": 5}""", "action.bad_input")]
    [InlineData("""{"url": {"$secret": "user/me/x"}}""", "action.bad_input")]
    [InlineData("""{"url": null}""", "action.bad_input")]
    [InlineData("""{}""", "action.bad_input")]
    [InlineData("""{"url": "URL", "headers": {"A": "b\r\nC: d"}}""", "http.bad_call")]
    [InlineData("""{"url": "URL", "headers": {"A b": "c"}}""", "http.bad_call")]
    [InlineData("""{"url": "URL", "headers": {"A": []}}""", "http.bad_call")]
    public async Task What_may_not_be_called_is_not(string with, string code)
    {
        await using var desk = await HttpDesk.StartAsync(_ => throw new InvalidOperationException("It was called."));

        Assert.Equal(code, (await desk.RefusedAsync(with, HttpDesk.User)).Code);
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_told_of()
    {
        await using var desk = await HttpDesk.StartAsync(Echo);

        Assert.Equal("http.failed", (await desk.RefusedAsync("""{"url": "http://127.0.0.1:1/"}""")).Code);
    }

    private static async Task<(string, string?)> RefusedAsync(HttpDesk desk, string with)
    {
        var refused = await desk.RefusedAsync(with);
        return (refused.Code, refused.Details?["status"]);
    }

    private static async Task Echo(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var headers = context.Request.Headers;
        await context.Response.WriteAsync(
            string.Join(' ', context.Request.Method, headers.Authorization, context.Request.ContentType,
                headers["Idempotency-Key"], headers["X-Correlation-Id"], await reader.ReadToEndAsync(Ct)), Ct);
    }
}
