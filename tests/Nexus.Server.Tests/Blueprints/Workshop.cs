using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Nexus.Contracts;
using Nexus.Platform.Ledger;

namespace Nexus.Server.Tests.Blueprints;

/// <summary>What tests ask of drafts, blueprints and their runs.</summary>
internal static class Workshop
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>A plan with a gate, whose output is <paramref name="said"/>.</summary>
    public static string Asking(string said = "one", string id = "bp.asking", string on = "alarm.raised") => $$$"""
        id: {{{id}}}
        trigger: { event_type: {{{on}}} }
        inputs: [ { name: host, type: string, default: nowhere } ]
        plan:
          - { kind: gate, id: approve, mode: manual, message: "Mend {{ inputs.host }}?" }
          - { kind: transform, id: mend, value: { said: "{{{said}}} {{ inputs.host }}" } }
        outputs: [ { name: said } ]
        """;

    public static Task<HttpResponseMessage> SaveAsync(this HttpClient client, string name, string content) =>
        client.PostAsJsonAsync(
            "/api/v1/drafts",
            new DraftSaveRequest
            {
                Name = name,
                Content = JsonSerializer.SerializeToElement(content, ContractsJson.Default.String),
            },
            ContractsJson.Default.DraftSaveRequest, Ct);

    public static async Task<DraftView> SavedAsync(this HttpClient client, string name, string content) =>
        await (await client.SaveAsync(name, content)).DraftAsync();

    public static Task<HttpResponseMessage> DoAsync(this HttpClient client, DraftView draft, string what) =>
        client.PostAsync($"/api/v1/drafts/{draft.DraftId}/{what}", null, Ct);

    public static async Task<DraftView> ValidatedAsync(this HttpClient client, DraftView draft) =>
        await (await client.DoAsync(draft, "validate")).DraftAsync();

    public static async Task<DraftView> DraftAsync(this HttpResponseMessage answer)
    {
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.ReadAsync(ContractsJson.Default.DraftView);
    }

    /// <summary>Saved, validated, in force.</summary>
    public static async Task<BlueprintView> PromotedAsync(this HttpClient client, string content, string name = "it")
    {
        var draft = await client.ValidatedAsync(await client.SavedAsync(name, content));
        Assert.Empty(draft.Validation!.Issues);
        var answer = await client.DoAsync(draft, "promote");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.ReadAsync(ContractsJson.Default.BlueprintView);
    }

    public static Task<HttpResponseMessage> EmitAsync(
        this HttpClient client, string data = "{}", string name = "alarm.raised") =>
        client.PostAsJsonAsync(
            "/api/v1/events", new EmitEventRequest { EventName = name, Data = JsonElement.Parse(data) },
            ContractsJson.Default.EmitEventRequest, Ct);

    public static async Task<IReadOnlyList<RunView>> RunsAsync(this HttpClient client) =>
        (await client.GetFromJsonAsync("/api/v1/runs", ContractsJson.Default.RunPage, Ct))!.Items;

    public static async Task<RunView> RunAsync(this HttpClient client, Guid run) =>
        (await client.GetFromJsonAsync($"/api/v1/runs/{run}", ContractsJson.Default.RunView, Ct))!;

    public static async Task<ReplayView> ReplayAsync(this HttpClient client, Guid run) =>
        (await client.GetFromJsonAsync($"/api/v1/runs/{run}/replay", ContractsJson.Default.ReplayView, Ct))!;

    public static Task<HttpResponseMessage> RepeatAsync(
        this HttpClient client, Guid run, string what, string? body = null) =>
        client.PostAsync(
            $"/api/v1/runs/{run}/{what}",
            body is null ? null : JsonContent.Create(JsonElement.Parse(body), ContractsJson.Default.JsonElement), Ct);

    public static async Task<RunView> RepeatedAsync(
        this HttpClient client, Guid run, string what, string? body = null)
    {
        var answer = await client.RepeatAsync(run, what, body);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.ReadAsync(ContractsJson.Default.RunView);
    }

    public static async Task<StepView> StepAsync(this HttpClient client, Guid run, string name) =>
        (await client.GetFromJsonAsync($"/api/v1/runs/{run}/steps", ContractsJson.Default.StepPage, Ct))!
            .Items.Single(step => step.Name == name);

    public static Task<HttpResponseMessage> StartAsync(this HttpClient client, RunCreateRequest request) =>
        client.PostAsJsonAsync("/api/v1/runs", request, ContractsJson.Default.RunCreateRequest, Ct);

    public static async Task<RunView> StartedAsync(this HttpClient client, RunCreateRequest request)
    {
        var answer = await client.StartAsync(request);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.ReadAsync(ContractsJson.Default.RunView);
    }

    public static Task<HttpResponseMessage> DecideAsync(
        this HttpClient client, Guid run, string what, string? comment = null, string step = "approve") =>
        client.PostAsJsonAsync(
            $"/api/v1/runs/{run}/steps/{step}/{what}", new DecisionRequest(comment),
            ContractsJson.Default.DecisionRequest, Ct);

    /// <summary>As it is when it has ended.</summary>
    public static async Task<RunView> EndAsync(this ServerHost host, HttpClient client, Guid run)
    {
        await foreach (var item in host.Ledger.FollowAsync(0, Ct))
        {
            if (item.Event.RunId == run
                && item.Event.EventName is ("xyn.run.completed" or "xyn.run.failed" or "xyn.run.cancelled"))
            {
                break;
            }
        }

        return (await client.GetFromJsonAsync($"/api/v1/runs/{run}", ContractsJson.Default.RunView, Ct))!;
    }

    /// <summary>How many of this name there are.</summary>
    public static async Task<int> CountAsync(this ServerHost host, string name) =>
        (await host.Ledger.EventsAsync(new EventQuery { EventName = name, Limit = 500 }, Ct)).Count;
}
