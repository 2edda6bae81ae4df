using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Nexus.Contracts;
using Nexus.Server.Tests.Artifacts;
using Nexus.Server.Tests.Blueprints;

namespace Nexus.Server.Tests.Secrets;

/// <summary>What somebody makes a secret of is not seen, and changes nothing else.</summary>
public sealed class MaskTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Nobodys_secret_stops_the_server_or_changes_what_others_do()
    {
        using var home = new ArtifactHome();
        string bobs;
        await using (var host = await home.StartAsync())
        {
            using var admin = host.Client();
            bobs = (await host.AddAsync("bob")).ApiToken!;
            using var bob = host.Client(bobs);
            await KeepAsync(bob);
            Assert.Equal((RunStatus.Completed, "one nowhere"), await DoneAsync(host, admin, "bp.admins"));
            Assert.Equal((RunStatus.Completed, "one nowhere"), await DoneAsync(host, bob, "bp.bobs"));
        }

        await using var anew = await home.StartAsync();
        using var again = anew.Client();
        using var bobAgain = anew.Client(bobs);
        await KeepAsync(again);
        Assert.Equal((RunStatus.Completed, "one nowhere"), await DoneAsync(anew, again, "bp.admins2"));
        Assert.Equal((RunStatus.Completed, "one nowhere"), await DoneAsync(anew, bobAgain, "bp.bobs2"));
        Assert.True((await anew.Ledger.VerifyAsync(Ct)).IsIntact);
    }

    [Fact]
    public async Task A_guess_of_anothers_secret_is_told_as_it_came()
    {
        await using var host = await ServerHost.StartAsync();
        using var ann = host.Client((await host.AddAsync("ann")).ApiToken);
        using var bob = host.Client((await host.AddAsync("bob")).ApiToken);
        await PutAsync(ann, "token", "anns-secret-4711");

        Assert.Equal("anns-secret-4711", await SaidAsync(bob, "anns-secret-4711"));
        Assert.Equal("***", await SaidAsync(ann, "anns-secret-4711"));
    }

    [Fact]
    public async Task After_a_restart_a_value_is_masked_before_anybody_has_read_it()
    {
        using var home = new ArtifactHome();
        await using (var host = await home.StartAsync())
        {
            using var client = host.Client();
            await PutAsync(client, "token", "my-secret-4711");
        }

        await using var anew = await home.StartAsync();
        using var again = anew.Client();
        Assert.Equal("***", await SaidAsync(again, "my-secret-4711"));
        var emitted = await again.PostAsJsonAsync(
            "/api/v1/events",
            new EmitEventRequest { EventName = "a.b", Resource = new("thing", "my-secret-4711") },
            ContractsJson.Default.EmitEventRequest, Ct);
        Assert.Equal("***", (await emitted.ReadAsync(ContractsJson.Default.EmittedEventView)).Resource.Id);
        Assert.DoesNotContain("4711", await again.GetStringAsync("/api/v1/events", Ct), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_definition_is_kept_to_the_letter_or_refused()
    {
        await using var host = await ServerHost.StartAsync();
        using var client = host.Client();
        await PutAsync(client, "token", "my-secret-4711");
        var content = Workshop.Asking("Bearer authentication");

        var kept = await client.SavedAsync("it", content);
        var refused = await client.SaveAsync("other", "id: bp.x\ntitle: my-secret-4711");

        Assert.Equal(content, kept.Content?.GetString());
        Assert.Equal(content, await client.GetStringAsync($"/api/v1/artifacts/{kept.ContentArtifactId}/download", Ct));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        var error = (await refused.ErrorAsync()).Error;
        Assert.Equal(
            ("draft.has_secret", "At 2:8 the definition has the value of a secret."), (error.Code, error.Message));
    }

    /// <summary>Words that rows and events of the server are made of.</summary>
    private static async Task KeepAsync(HttpClient client)
    {
        var now = TimeProvider.System.GetUtcNow();
        string[] words =
        [
            "correlation_id", "created_at", "completed", "xyn.run.created", "artifact_id", "definition",
            $"{now:yyyy-MM-dd}", $"{now:yyyyMMdd}", "\"status\":", "resource",
        ];
        foreach (var (word, at) in words.Select((word, at) => (word, at)))
            await PutAsync(client, $"word{at}", word);
    }

    private static async Task<(RunStatus, string?)> DoneAsync(ServerHost host, HttpClient client, string id)
    {
        await client.PromotedAsync(Workshop.Asking(id: id, on: $"{id}.raised"), name: id);
        var run = await client.StartedAsync(new() { BlueprintRef = id });
        Assert.Equal(HttpStatusCode.OK, (await client.DecideAsync(run.RunId, "approve")).StatusCode);
        var ended = await host.EndAsync(client, run.RunId);
        return (ended.Status, ended.Outputs?.GetProperty("said").GetString());
    }

    private static async Task<string?> SaidAsync(HttpClient client, string value)
    {
        var data = JsonElement.Parse(new JsonObject { ["v"] = value }.ToJsonString());
        var answer = await client.PostAsJsonAsync(
            "/api/v1/events", new EmitEventRequest { EventName = "a.b", Data = data },
            ContractsJson.Default.EmitEventRequest, Ct);
        return (await answer.ReadAsync(ContractsJson.Default.EmittedEventView)).Data.GetProperty("v").GetString();
    }

    private static async Task PutAsync(HttpClient client, string name, string value)
    {
        var answer = await client.PutAsJsonAsync(
            $"/api/v1/secrets/user/me/{name}", new(value), ContractsJson.Default.SecretPutRequest, Ct);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }
}
