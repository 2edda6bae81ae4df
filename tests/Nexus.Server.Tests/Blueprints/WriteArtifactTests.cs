using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Nexus.Contracts;
using Nexus.Server.Tests.Artifacts;
using Nexus.Testing;

namespace Nexus.Server.Tests.Blueprints;

/// <summary><c>artifact.write</c> with the real store: what a run stores is there when its step is done.</summary>
public sealed class WriteArtifactTests
{
    private const int Many = 300;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("content: \"grüße\"", "text/plain; charset=utf-8", "grüße")]
    [InlineData("content: { a: [1, \"{{ 1 + 1 }}\"] }", "application/json", """{"a":[1,2]}""")]
    [InlineData("content: AAEC/w==, encoding: base64, kind: blob", "application/octet-stream", "\0\u0001\u0002\ufffd")]
    [InlineData("content: \"# title\", content_type: text/markdown, metadata: { of: me }", "text/markdown", "# title")]
    public async Task What_a_step_writes_is_an_artifact_of_its_run(string with, string type, string expected)
    {
        await using var host = await ServerHost.StartAsync();
        using var client = host.Client();
        var ended = await RunAsync(host, client, $"name: report.txt, {with}");

        Assert.Equal((RunStatus.Completed, null), (ended.Status, ended.Error?.Message));
        var id = ended.Outputs!.Value.GetProperty("artifact_id").GetGuid();
        var artifact = await client.GetFromJsonAsync(
            $"/api/v1/artifacts/{id}", ContractsJson.Default.ArtifactView, Ct);
        Assert.Equal(
            ("report.txt", type, ended.RunId, ended.Outputs.Value.GetProperty("sha256").GetString()),
            (artifact!.Name, artifact.ContentType, artifact.RunId, artifact.Sha256));
        Assert.Equal((await client.StepAsync(ended.RunId, "write")).StepId, artifact.StepId);
        var bytes = await (await client.DownloadAsync(id)).Content.ReadAsByteArrayAsync(Ct);
        Assert.Equal(expected, Encoding.UTF8.GetString(bytes));
        Assert.Equal(bytes.Length, ended.Outputs.Value.GetProperty("byte_length").GetInt32());
    }

    [Theory]
    [InlineData("name: a/b, content: x", "artifact.invalid")]
    [InlineData("name: a, content: x, content_type: none", "artifact.invalid")]
    [InlineData("name: a, content: \"?\", encoding: base64", "action.bad_input")]
    [InlineData("name: a, content: [1], encoding: base64", "action.bad_input")]
    [InlineData("name: a, content: x, encoding: rot13", "action.bad_input")]
    [InlineData("name: a, content: \"{{ inputs.text }}\"", "artifact.too_large")]
    public async Task What_cannot_be_stored_fails_the_step(string with, string code)
    {
        using var home = new ArtifactHome();
        await using var host = await home.StartAsync(new() { MaxBytes = 1_000 });
        using var client = host.Client();

        Assert.Equal(code, (await RunAsync(host, client, with)).Error?.Code);
        Assert.Empty(await client.ArtifactsAsync("&kind=file"));
        Assert.Empty(home.Parts);
    }

    [Fact]
    public async Task What_has_no_room_leaves_nothing()
    {
        using var home = new ArtifactHome();
        await using var host = await home.StartAsync(new() { QuotaBytes = 2_000 });
        using var client = host.Client();

        var ended = await RunAsync(host, client, "name: a, content: \"{{ inputs.text }}\"");

        Assert.Equal("artifact.quota_exceeded", ended.Error?.Code);
        Assert.Empty(await client.ArtifactsAsync("&kind=file"));
    }

    [Fact(Timeout = 120_000)]
    public async Task A_server_that_is_killed_stores_each_of_them_once()
    {
        using var home = new TemporaryDirectory();
        Guid run;
        await using (var server = await ServerProcess.StartAsync(home.Path))
        {
            var items = string.Join(',', Enumerable.Range(0, Many));
            await server.Client.PromotedAsync($$$"""
                id: bp.writing
                trigger: { event_type: alarm.raised }
                limits: { steps: {{{Many}}} }
                plan:
                  - { kind: action_task, id: write, action: artifact.write, for_each: [{{{items}}}], concurrency: 8,
                      with: { name: "part-{{ index }}", content: "content {{ item }}", kind: part } }
                """);
            run = (await server.Client.StartedAsync(new() { BlueprintRef = "bp.writing" })).RunId;
            while ((await server.Client.ArtifactsAsync("&kind=part")).Count() < Many / 5)
                await Task.Delay(5, Ct);
            await server.KillAsync();
        }

        await using var next = await ServerProcess.StartAsync(home.Path);
        RunView? seen;
        do
        {
            await Task.Delay(20, Ct);
            seen = await next.Client.GetFromJsonAsync($"/api/v1/runs/{run}", ContractsJson.Default.RunView, Ct);
        }
        while (seen!.CompletedAt is null);

        Assert.Equal((RunStatus.Completed, null), (seen.Status, seen.Error?.Message));
        var stored = (await next.Client.ArtifactsAsync("&kind=part")).Order();
        var told = (await next.Client.StepAsync(run, "write")).Outputs!.Value.EnumerateArray()
            .Select(item => item.GetProperty("artifact_id").GetGuid()).Order();
        Assert.Equal(Many, stored.Count());
        Assert.Equal(told, stored);
    }

    private static async Task<RunView> RunAsync(ServerHost host, HttpClient client, string with)
    {
        await client.PromotedAsync($$"""
            id: bp.writing
            trigger: { event_type: alarm.raised }
            inputs: [ { name: text, default: "" } ]
            plan: [ { kind: action_task, id: write, action: artifact.write, with: { {{with}} } } ]
            outputs: [ { name: artifact_id }, { name: sha256 }, { name: byte_length } ]
            """);
        var run = await client.StartedAsync(new()
        {
            BlueprintRef = "bp.writing",
            Inputs = JsonElement.Parse($$"""{"text": "{{new string('a', 1_500)}}"}"""),
        });
        return await host.EndAsync(client, run.RunId);
    }
}
