using System.Net.Http.Json;
using System.Text.Json;
using Nexus.Contracts;
using Nexus.Server.Tests.Blueprints;

namespace Nexus.Server.Tests.Secrets;

/// <summary>What runs do with secrets: set them and see which there are, as far as their owner may.</summary>
public sealed class SecretActionTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_run_sets_secrets_and_lists_them_and_no_value_is_seen()
    {
        await using var host = await ServerHost.StartAsync();
        var ann = await host.AddAsync("ann");
        using var client = host.Client(ann.ApiToken);
        await PutAsync(host.Client(), "user/me/mine");

        var ended = await GoAsync(host, client, """
            - { kind: action_task, id: made, action: secret.put, with: { path: user/me/made, generate: 32 } }
            - { kind: action_task, id: copy, action: secret.put,
                with: { path: user/me/copy, value: "{{ secrets['user/me/given'] }}" } }
            - { kind: action_task, id: all, action: secret.list, with: {} }
            - { kind: action_task, id: some, action: secret.list, with: { prefix: user/me/c } }
            """,
            """
            { made: "{{ steps.made.outputs }}", all: "{{ steps.all.outputs.secrets }}",
              some: "{{ steps.some.outputs.secrets }}" }
            """);

        var told = await client.GetFromJsonAsync(
            $"/api/v1/events?event_name=xyn.secret.updated&run_id={ended.RunId}", ContractsJson.Default.EventPage, Ct);
        var result = ended.Outputs?.GetProperty("result") ?? default;
        Assert.Equal((RunStatus.Completed, null), (ended.Status, ended.Error?.Message));
        Assert.Equal($$"""{"path":"user/{{ann.UserId}}/made","version":1}""", result.GetProperty("made").GetRawText());
        Assert.Equal(["copy", "given", "made"], Names(result, "all"));
        Assert.Equal(["copy"], Names(result, "some"));
        Assert.Equal(
            [$"user/{ann.UserId}/copy", $"user/{ann.UserId}/made"], told!.Items.Select(item => item.Resource.Id));
        Assert.DoesNotContain("a value given", ended.Outputs?.GetRawText() ?? "", StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("path: sys/providers/x, generate: 32", "secret.forbidden")]
    [InlineData("path: nowhere, generate: 32", "secret.bad_path")]
    [InlineData("path: user/me/x, value: short", "secret.bad_value")]
    [InlineData("path: user/me/x, generate: 8", "action.bad_input")]
    [InlineData("path: user/me/x", "action.bad_input")]
    [InlineData("path: user/me/x, value: long enough, generate: 32", "action.bad_input")]
    public async Task What_may_not_be_set_is_said(string with, string code)
    {
        await using var host = await ServerHost.StartAsync();
        using var client = host.Client((await host.AddAsync("ann")).ApiToken);

        var ended = await GoAsync(
            host, client, $$"""- { kind: action_task, id: put, action: secret.put, with: { {{with}} } }""", "{}");

        Assert.Equal((RunStatus.Failed, code), (ended.Status, ended.Error?.Code));
        Assert.Equal(1, await host.CountAsync("xyn.secret.updated"));
    }

    private static async Task<RunView> GoAsync(ServerHost host, HttpClient client, string plan, string result)
    {
        await PutAsync(client, "user/me/given");
        await client.PromotedAsync($$"""
            id: bp.keeping
            trigger: { event_type: alarm.raised }
            plan:
            {{plan.ReplaceLineEndings("\n")}}
            outputs: [ { name: result, value: {{result.ReplaceLineEndings(" ")}} } ]
            """);
        return await host.EndAsync(client, (await client.StartedAsync(new() { BlueprintRef = "bp.keeping" })).RunId);
    }

    private static Task<HttpResponseMessage> PutAsync(HttpClient client, string path) => client.PutAsJsonAsync(
        $"/api/v1/secrets/{path}", new("a value given"), ContractsJson.Default.SecretPutRequest, Ct);

    private static IEnumerable<string?> Names(JsonElement result, string of) => result.GetProperty(of).EnumerateArray()
        .Select(secret => secret.GetProperty("path").GetString()?.Split('/')[^1]);
}
