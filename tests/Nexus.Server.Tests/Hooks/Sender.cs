using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using Nexus.Contracts;

namespace Nexus.Server.Tests.Hooks;

/// <summary>What tests make of sources, and what they send as those.</summary>
internal static class Sender
{
    public const string Secret = "0123456789abcdef-of-this-source";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>No two pushes are the same.</summary>
    public static string Pushed(string delivery) =>
        $$"""{"ref":"refs/heads/main","action":null,"head":{"id":"0a1b"},"pushed":"{{delivery}}"}""";

    public static HookCreateRequest Github(string source = "gh") =>
        new() { Source = source, Kind = "github", Secret = Secret };

    public static HookCreateRequest Json(string source = "ci") =>
        new() { Source = source, Kind = "json", Secret = Secret, EventName = "ci.finished" };

    public static Task<HttpResponseMessage> AddAsync(this HttpClient client, HookCreateRequest request) =>
        client.PostAsJsonAsync("/api/v1/hooks", request, ContractsJson.Default.HookCreateRequest, Ct);

    public static async Task<HookView> AddedAsync(this HttpClient client, HookCreateRequest request)
    {
        var answer = await client.AddAsync(request);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.ReadAsync(ContractsJson.Default.HookView);
    }

    /// <summary>As <c>openssl dgst -sha256 -hmac SECRET</c> has it.</summary>
    public static string Sign(string text, string secret = Secret)
    {
        var (key, bytes) = (Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(text));
        return $"sha256={Convert.ToHexStringLower(HMACSHA256.HashData(key, bytes))}";
    }

    /// <summary>As GitHub does.</summary>
    public static Task<HttpResponseMessage> PushAsync(
        this HttpClient client, string delivery, string? body = null, string source = "gh", string kind = "push",
        string secret = Secret, string type = "application/json") =>
        client.SendAsync(source, body ?? Pushed(delivery), type, [
            ("X-GitHub-Event", kind), ("X-GitHub-Delivery", delivery),
            ("X-Hub-Signature-256", Sign(body ?? Pushed(delivery), secret))]);

    /// <summary>Signed with the time.</summary>
    public static Task<HttpResponseMessage> TellAsync(
        this HttpClient client, string body, DateTimeOffset at, string source = "ci", string secret = Secret,
        params (string, string)[] more)
    {
        var time = at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        return client.SendAsync(source, body, "application/json", [
            ("X-Nexus-Timestamp", time), ("X-Nexus-Signature", Sign($"{time}.{body}", secret)), .. more]);
    }

    public static async Task<HttpResponseMessage> SendAsync(
        this HttpClient client, string source, string body, string type, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/hooks/{source}")
        {
            Content = new StringContent(body, Encoding.UTF8, type),
        };
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        return await client.SendAsync(request, Ct);
    }

    public static async Task<HookAnswer> AnswerAsync(this Task<HttpResponseMessage> sent, HttpStatusCode status)
    {
        using var answer = await sent;
        Assert.Equal(status, answer.StatusCode);
        return await answer.ReadAsync(ContractsJson.Default.HookAnswer);
    }
}
