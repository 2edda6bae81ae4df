using System.Net;
using System.Net.Http.Json;
using Nexus.Contracts;

namespace Nexus.Server.Tests.Outbox;

/// <summary>What tests ask of targets.</summary>
internal static class Targets
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static async Task<TargetView> AddedAsync(
        this HttpClient client, Receiver receiver, IReadOnlyList<string>? events = null, string? secret = null,
        string name = "hook")
    {
        var answer = await client.PostAsJsonAsync(
            "/api/v1/targets",
            new() { Name = name, Url = receiver.Url, Events = events ?? ["alarm.raised"], Secret = secret },
            ContractsJson.Default.TargetCreateRequest, Ct);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.ReadAsync(ContractsJson.Default.TargetView);
    }

    public static async Task<IReadOnlyList<LetterView>> LettersAsync(this HttpClient client, string name = "hook") =>
        (await client.GetFromJsonAsync(
            $"/api/v1/targets/{name}/letters", ContractsJson.Default.LetterPage, Ct))!.Items;
}
