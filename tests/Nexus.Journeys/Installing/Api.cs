using System.Net.Http.Headers;
using System.Text.Json;

namespace Nexus.Journeys.Installing;

/// <summary>The API without our own client in between.</summary>
internal static class Api
{
    /// <summary>Below <c>/api/v1/</c>, with the administrator's token.</summary>
    public static async Task<HttpClient> HttpAsync(this Installation nexus)
    {
        var url = await nexus.UrlAsync();
        var token = await TextAsync(Path.Combine(nexus.Home, "state", "config.json"), "auth", "token");
        var client = new HttpClient { BaseAddress = new Uri(new Uri(url), "api/v1/") };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    public static Task<string> UrlAsync(this Installation nexus) =>
        TextAsync(Path.Combine(nexus.Home, "state", "server.json"), "url");

    private static async Task<string> TextAsync(string path, params string[] keys)
    {
        var text = await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken);
        using var json = JsonDocument.Parse(text);
        var at = json.RootElement;
        foreach (var key in keys)
            at = at.GetProperty(key);
        return at.GetString() ?? "";
    }
}
