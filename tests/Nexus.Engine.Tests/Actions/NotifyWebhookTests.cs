using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Nexus.Engine.Tests.Secrets;

namespace Nexus.Engine.Tests.Actions;

public sealed class NotifyWebhookTests
{
    private const string Secret = "the-secret-of-the-hook";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_sent_can_be_checked_by_who_has_the_secret()
    {
        string? heard = null;
        var headers = new HeaderDictionary();
        byte[] body = [];
        await using var desk = await HttpDesk.StartAsync(async context =>
        {
            using var copy = new MemoryStream();
            await context.Request.Body.CopyToAsync(copy, Ct);
            (heard, body) = ($"{context.Request.Method} {context.Request.ContentType}", copy.ToArray());
            headers = new HeaderDictionary(context.Request.Headers.ToDictionary());
            context.Response.StatusCode = 202;
        });
        desk.Secrets.Put(SecretHome.PathOf("user/u0/hook"), Secret, "u0");

        var outputs = await desk.NotifyAsync("""
            {
              "url": "URL/hook", "payload": {"host": "wäb-1", "n": [1]}, "secret": {"$secret": "user/me/hook"},
              "headers": {"X-Kind": "alarm"}
            }
            """);

        var time = headers["X-Nexus-Timestamp"].ToString();
        Assert.Equal("""{"host": "wäb-1", "n": [1]}""", Encoding.UTF8.GetString(body));
        Assert.Equal(Signature([.. Encoding.ASCII.GetBytes($"{time}."), .. body]), headers["X-Nexus-Signature"]);
        Assert.Equal(Signature(body), headers["X-Hub-Signature-256"]);
        var age = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() - long.Parse(time, CultureInfo.InvariantCulture);
        Assert.InRange(age, 0, 60);
        Assert.Equal(
            "POST application/json; charset=utf-8 alarm the-key the-correlation",
            string.Join(' ', heard, headers["X-Kind"], headers["Idempotency-Key"], headers["X-Correlation-Id"]));
        Assert.Equal("""{"status":202,"delivery":"the-key"}""", outputs.GetRawText());
    }

    [Fact]
    public async Task Without_a_secret_nothing_is_signed()
    {
        HeaderDictionary? heard = null;
        await using var desk = await HttpDesk.StartAsync(context =>
        {
            heard = new HeaderDictionary(context.Request.Headers.ToDictionary());
            return Task.CompletedTask;
        });

        await desk.NotifyAsync("""{"url": "URL", "payload": "just a text"}""");

        Assert.DoesNotContain("X-Nexus-Signature", heard!.Keys);
    }

    [Theory]
    [InlineData("""{"url": "URL", "payload": 1, "secret": "plain to read"}""", "http.bad_call")]
    [InlineData("""{"url": "URL", "payload": 1, "secret": {"$secret": "user/u0/hook"}}""", "secret.forbidden")]
    [InlineData("""{"url": "URL", "payload": 1, "secret": {"$secret": "user/me/none"}}""", "secret.not_found")]
    [InlineData("""{"url": "URL", "payload": 1}""", "http.blocked")]
    [InlineData("""{"url": "ftp://example.com", "payload": 1}""", "http.bad_call")]
    public async Task What_may_not_be_sent_is_not(string with, string code)
    {
        await using var desk = await HttpDesk.StartAsync(_ => throw new InvalidOperationException("It was called."));
        desk.Secrets.Put(SecretHome.PathOf("user/u0/hook"), Secret, "u0");

        Assert.Equal(code, (await desk.NotNotifiedAsync(with, HttpDesk.User)).Code);
    }

    [Theory]
    [InlineData(302)]
    [InlineData(503)]
    public async Task Another_answer_than_yes_fails_the_step(int status)
    {
        await using var desk = await HttpDesk.StartAsync(context =>
        {
            context.Response.StatusCode = status;
            return Task.CompletedTask;
        });

        var refused = await desk.NotNotifiedAsync("""{"url": "URL", "payload": 1}""");

        Assert.Equal(("http.unexpected_status", $"{status}"), (refused.Code, refused.Details!["status"]));
    }

    private static string Signature(byte[] told) =>
        $"sha256={Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), told))}";
}
