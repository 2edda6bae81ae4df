using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;

namespace Nexus.Bench.Hooks;

/// <summary>What GitHub sends after a push, each another one and signed.</summary>
internal sealed class Webhooks
{
    public const string Accepted = "HTTP/1.1 202 ";
    private const string Secret = "0123456789abcdef0123456789abcdef";

    private static readonly byte[] Key = Encoding.UTF8.GetBytes(Secret);
    private static readonly string Note = new('n', 400);

    /// <summary>A server remembers those of before.</summary>
    private long _deliveries = Stopwatch.GetTimestamp();

    public static byte[] Health { get; } = Lines("GET /health HTTP/1.1", "Host: 127.0.0.1", "", "");

    /// <summary>Makes the source.</summary>
    public static async Task PrepareAsync(Uri server, string token)
    {
        using var client = new HttpClient { BaseAddress = server };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var body = new StringContent(
            $$"""{"source":"bench","kind":"github","per_second":100000,"secret":"{{Secret}}"}""", Encoding.UTF8,
            "application/json");
        using var made = await client.PostAsync(new Uri("/api/v1/hooks", UriKind.Relative), body);
        made.EnsureSuccessStatusCode();
    }

    public byte[] Next()
    {
        var delivery = Interlocked.Increment(ref _deliveries).ToString(CultureInfo.InvariantCulture);
        var payload = $$"""{"ref":"refs/heads/main","after":"{{delivery}}","note":"{{Note}}"}""";
        var signature = Convert.ToHexStringLower(HMACSHA256.HashData(Key, Encoding.UTF8.GetBytes(payload)));
        return Lines(
            "POST /api/v1/hooks/bench HTTP/1.1", "Host: 127.0.0.1", "Content-Type: application/json",
            $"Content-Length: {payload.Length}", "X-GitHub-Event: push", $"X-GitHub-Delivery: {delivery}",
            $"X-Hub-Signature-256: sha256={signature}", "", payload);
    }

    private static byte[] Lines(params string[] lines) => Encoding.ASCII.GetBytes(string.Join("\r\n", lines));
}
