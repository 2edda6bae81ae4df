using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Nexus.Contracts;

namespace Nexus.Journeys.Faults;

/// <summary>What is asked of a server before and while it is tried.</summary>
internal static class Asking
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>A source of plain JSON that shows a secret.</summary>
    public static async Task AddSourceAsync(
        this LoneServer server, string source, string secret, string eventName, int perSecond = 10_000)
    {
        var request = new HookCreateRequest
        {
            Source = source,
            Kind = "json",
            Auth = "token",
            Secret = secret,
            EventName = eventName,
            DeliveryHeader = "X-Delivery",
            PerSecond = perSecond,
        };
        using var answer = await server.SendAsync(
            HttpMethod.Post, "hooks", JsonContent.Create(request, ContractsJson.Default.HookCreateRequest));
        await answer.AcceptedAsync();
    }

    public static Task<HttpResponseMessage> HookAsync(
        this LoneServer server, string source, string secret, string body, string delivery) => server.SendAsync(
            HttpMethod.Post, $"hooks/{source}", new StringContent(body, Encoding.UTF8, "application/json"),
            ("X-Nexus-Token", secret), ("X-Delivery", delivery));

    public static Task<HttpResponseMessage> SaveAsync(this LoneServer server, string blueprint)
    {
        var request = new DraftSaveRequest
        {
            Name = "it",
            Content = JsonSerializer.SerializeToElement(blueprint, ContractsJson.Default.String),
        };
        return server.SendAsync(
            HttpMethod.Post, "drafts", JsonContent.Create(request, ContractsJson.Default.DraftSaveRequest));
    }

    /// <summary>Saved, validated, in force.</summary>
    public static async Task PromoteAsync(this LoneServer server, string blueprint)
    {
        using var saved = await server.SaveAsync(blueprint);
        var id = (await saved.AcceptedAsync()).GetProperty("draft_id").GetGuid();
        foreach (var what in (string[])["validate", "promote"])
        {
            using var answer = await server.SendAsync(HttpMethod.Post, $"drafts/{id}/{what}", null);
            await answer.AcceptedAsync();
        }
    }

    public static async Task<JsonElement> AcceptedAsync(this HttpResponseMessage answer)
    {
        var body = await answer.Content.ReadAsStringAsync(Ct);
        Assert.True(answer.IsSuccessStatusCode, body);
        return JsonElement.Parse(body);
    }

    /// <returns>The code of what it says.</returns>
    public static async Task<string?> RefusedAsync(this HttpResponseMessage answer, HttpStatusCode status)
    {
        var body = await answer.Content.ReadAsStringAsync(Ct);
        Assert.True(answer.StatusCode == status, $"{answer.StatusCode}: {body}");
        var error = JsonElement.Parse(body).GetProperty("error");
        Assert.NotEqual("", error.GetProperty("hint").GetString());
        return error.GetProperty("code").GetString();
    }
}
