using System.Net;
using Microsoft.AspNetCore.Http;
using Nexus.Engine.Actions.Http;

namespace Nexus.Engine.Tests.Actions;

/// <summary>Calls by https, and calls that are tried again.</summary>
public sealed class HttpsCallTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Who_has_a_certificate_of_an_authority_that_is_trusted_is_called()
    {
        using var authority = new Authority();
        using var certificate = authority.VouchFor(IPAddress.Loopback);
        await using var desk = await HttpDesk.StartAsync(
            context => context.Response.WriteAsync(context.Request.Scheme, Ct),
            new() { CaFile = authority.CaFile }, certificate);

        var answer = await desk.CallAsync("""{"url": "URL"}""", cancellationToken: Ct);

        Assert.Equal("https", answer.GetProperty("body").GetString());
    }

    [Theory]
    [InlineData(false, "127.0.0.1")]
    [InlineData(true, "127.0.0.2")]
    public async Task Without_one_or_by_another_name_nothing_is_sent(bool isTrusted, string name)
    {
        using var authority = new Authority();
        using var other = new Authority();
        using var certificate = authority.VouchFor(IPAddress.Parse(name));
        var isHeard = false;
        await using var desk = await HttpDesk.StartAsync(
            _ =>
            {
                isHeard = true;
                return Task.CompletedTask;
            },
            new() { CaFile = (isTrusted ? authority : other).CaFile }, certificate);

        var refused = await desk.RefusedAsync("""{"url": "URL"}""");

        Assert.Equal(("http.failed", false), (refused.Code, isHeard));
    }

    [Fact]
    public void A_file_without_a_certificate_is_told_of_before_the_server_starts()
    {
        using var directory = new Testing.TemporaryDirectory();
        File.WriteAllText(directory.File("empty.pem"), "nothing");
        var validator = new HttpOptionsValidator();

        Assert.True(validator.Validate(null, new() { CaFile = directory.File("empty.pem") }).Failed);
        Assert.True(validator.Validate(null, new() { CaFile = directory.File("none.pem") }).Failed);
        Assert.True(validator.Validate(null, new() { CaFile = "relative.pem" }).Failed);
    }

    [Theory]
    [InlineData(503, 2, 3, null)]
    [InlineData(503, 1, 2, "http.unexpected_status")]
    [InlineData(500, 2, 1, "http.unexpected_status")]
    public async Task What_may_pass_is_tried_again_as_often_as_is_said(int status, int retries, int heard, string? code)
    {
        var keys = new List<string>();
        await using var desk = await HttpDesk.StartAsync(context =>
        {
            keys.Add($"{context.Request.Headers["Idempotency-Key"]}");
            context.Response.StatusCode = keys.Count < 3 ? status : 200;
            return Task.CompletedTask;
        });
        var with = $$"""{"url": "URL", "method": "POST", "retries": {{retries}}}""";

        if (code is null)
            await desk.CallAsync(with, cancellationToken: Ct);
        else
            Assert.Equal(code, (await desk.RefusedAsync(with)).Code);

        Assert.Equal(heard, keys.Count);
        Assert.Single(keys.Distinct());
    }

    [Theory]
    [InlineData(1, 0.25, 0.5)]
    [InlineData(3, 1, 2)]
    [InlineData(10, 5, 10)]
    public void It_waits_longer_from_try_to_try(int tried, double least, double most) => Assert.Equal(
        (least, most),
        (HttpRetry.Wait(tried, 0).TotalSeconds, HttpRetry.Wait(tried, 1).TotalSeconds));
}
