using System.Text;
using Nexus.Platform.Ledger;

namespace Nexus.Server.Tests.Repeated;

/// <summary>Requests with a key, and what they left.</summary>
internal static class Keyed
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static async Task<HttpResponseMessage> AskAsync(
        this HttpClient client, string key, HttpMethod method, string path, string? body = null)
    {
        using var request = new HttpRequestMessage(method, $"/api/v1/{path}");
        request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        return await client.SendAsync(request, Ct);
    }

    public static Task<HttpResponseMessage> CreateAsync(this HttpClient client, string key, string name = "api") =>
        client.AskAsync(
            key, HttpMethod.Post, "workspaces/create", $$"""{"workspace_name": "{{name}}", "start": false}""");

    public static Task<IReadOnlyList<StateRow>> RowsAsync(this ServerHost host, string kind) =>
        host.Ledger.ListAsync(new(kind, Scope.All) { Limit = 500 }, Ct);
}
