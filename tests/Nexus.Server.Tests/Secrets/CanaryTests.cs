using System.IO.Compression;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Nexus.Contracts;
using Nexus.Server.Tests.Artifacts;
using Nexus.Server.Tests.Blueprints;

namespace Nexus.Server.Tests.Secrets;

/// <summary>A value goes through a run to the one who is called, who says it back: it is written nowhere.</summary>
public sealed class CanaryTests
{
    private const string Canary = "canary \"4711\" öäü";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_secret_reaches_who_is_called_and_no_file_or_answer()
    {
        using var home = new ArtifactHome();
        var heard = new List<string>();
        await using var echo = await EchoAsync(heard);
        var answers = new List<string>();
        await using (var host = await home.StartAsync())
        {
            using var client = host.Client();
            await client.PutAsJsonAsync(
                "/api/v1/secrets/user/me/token", new(Canary), ContractsJson.Default.SecretPutRequest, Ct);
            await client.PromotedAsync($$$"""
                id: bp.calling
                trigger: { event_type: alarm.raised }
                plan:
                  - { kind: action_task, id: direct, action: http.call, with: {
                      url: "{{{echo.Urls.First()}}}", method: POST, body: "{{ secrets['user/me/token'] }}" } }
                  - { kind: action_task, id: find, action: secret.get, with: { path: user/me/token } }
                  - { kind: action_task, id: handed, action: http.call, with: {
                      url: "{{{echo.Urls.First()}}}", method: POST, body: "{{ steps.find.outputs.handle }}" } }
                outputs: [ { name: body, value: "{{ steps.direct.outputs.body }}" } ]
                """);

            var run = await client.StartedAsync(new() { BlueprintRef = "bp.calling" });
            var ended = await host.EndAsync(client, run.RunId);

            Assert.Equal((RunStatus.Completed, null), (ended.Status, ended.Error?.Message));
            Assert.Equal("""{"body":"heard ***"}""", ended.Outputs?.GetRawText());
            foreach (var path in new[] { "events?limit=500", "runs", $"runs/{run.RunId}", $"runs/{run.RunId}/steps" })
                answers.Add(await client.GetStringAsync($"/api/v1/{path}", Ct));
        }

        Assert.Equal([Canary, Canary], heard);
        Assert.Contains(answers, answer => answer.Contains("heard ***", StringComparison.Ordinal));
        foreach (var file in Directory.EnumerateFiles(home.Path, "*", SearchOption.AllDirectories))
            answers.Add(Encoding.UTF8.GetString(await File.ReadAllBytesAsync(file, Ct)));
        Assert.All(answers, answer => Assert.DoesNotContain("4711", answer, StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_is_said_back_is_not_handed_on()
    {
        using var home = new ArtifactHome();
        var heard = new List<string>();
        await using var echo = await EchoAsync(heard);
        await using (var host = await home.StartAsync())
        {
            using var client = host.Client();
            await client.PutAsJsonAsync(
                "/api/v1/secrets/user/me/token", new(Canary), ContractsJson.Default.SecretPutRequest, Ct);
            await client.PromotedAsync(Handing(echo.Urls.First()));

            var run = await client.StartedAsync(new()
            {
                BlueprintRef = "bp.handing",
                Inputs = JsonElement.Parse(new JsonObject { ["said"] = Canary }.ToJsonString()),
            });

            Assert.Equal(RunStatus.Failed, (await host.EndAsync(client, run.RunId)).Status);
            Assert.True((await client.ReplayAsync(run.RunId)).Consistent);
        }

        Assert.Equal([Canary, "heard ***", "***"], heard[..^1]);
        Assert.DoesNotContain("4711", heard[^1], StringComparison.Ordinal);
        var written = Written(home.Path);
        Assert.All(written, text => Assert.DoesNotContain("4711", text, StringComparison.Ordinal));
        Assert.Contains(written, text => text.StartsWith("blob", StringComparison.Ordinal)
            && text.Contains("heard ***", StringComparison.Ordinal));
    }

    private static string Handing(string url) => $$$"""
        id: bp.handing
        trigger: { event_type: alarm.raised }
        inputs: [ { name: said, type: string } ]
        plan:
          - { kind: action_task, id: echo, action: http.call, with: {
              url: "{{{url}}}", method: POST, body: "{{ secrets['user/me/token'] }}" } }
          - { kind: action_task, id: keep, action: artifact.write, with: { name: a.bin,
              content: "{{ steps.echo.outputs.body }}", content_type: application/octet-stream } }
          - { kind: action_task, id: init, action: git.repo.init, with: { repo: notes } }
          - { kind: action_task, id: commit, action: git.commit, with: { repo: notes,
              message: "{{ steps.echo.outputs.body }}", files: { a.txt: "{{ steps.echo.outputs.body }}" } } }
          - { kind: action_task, id: again, action: http.call, with: {
              url: "{{{url}}}", method: POST, body: "{{ steps.echo.outputs.body }}" } }
          - { kind: action_task, id: given, action: http.call, with: {
              url: "{{{url}}}", method: POST, body: "{{ inputs.said }}" } }
          - { kind: action_task, id: choose, action: http.call, when: "{{ steps.echo.outputs.body != 'heard ***' }}",
              with: { url: "{{{url}}}", method: POST, body: chosen } }
          - { kind: action_task, id: break, action: git.log,
              with: { repo: notes, ref: "{{ steps.echo.outputs.body }}" } }
        on_failure:
          - { kind: action_task, id: tell, action: http.call, with: {
              url: "{{{url}}}", method: POST, body: "{{ run.error.message }}" } }
        """;

    /// <summary>Every file, and what git has compressed in it.</summary>
    private static List<string> Written(string home)
    {
        var written = new List<string>();
        foreach (var file in Directory.EnumerateFiles(home, "*", SearchOption.AllDirectories))
        {
            using var content = File.OpenRead(file);
            var isObject = file.Contains("/objects/", StringComparison.Ordinal) && Path.GetFileName(file).Length == 38;
            using var plain = new StreamReader(isObject
                ? new ZLibStream(content, CompressionMode.Decompress)
                : content);
            written.Add(plain.ReadToEnd());
        }

        return written;
    }

    [Fact]
    public async Task An_event_cannot_name_one()
    {
        var heard = new List<string>();
        await using var echo = await EchoAsync(heard);
        await using var host = await ServerHost.StartAsync();
        using var client = host.Client();
        await client.PutAsJsonAsync(
            "/api/v1/secrets/user/me/token", new(Canary), ContractsJson.Default.SecretPutRequest, Ct);
        await client.PromotedAsync($$$"""
            id: bp.calling
            trigger: { event_type: alarm.raised }
            inputs: [ { name: body, type: any } ]
            plan:
              - { kind: action_task, id: direct, action: http.call, with: {
                  url: "{{{echo.Urls.First()}}}", method: POST, body: "{{ inputs.body }}" } }
            """);

        await client.EmitAsync("""{"body": {"$secret": "user/me/token"}}""");
        var failed = await host.EventAsync("xyn.run.failed");

        Assert.Equal("template.forged_secret", failed.Data?.GetProperty("error").GetProperty("code").GetString());
        Assert.Empty(heard);
    }

    private static async Task<WebApplication> EchoAsync(List<string> heard)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var echo = builder.Build();
        echo.Urls.Add($"http://{IPAddress.Loopback}:0");
        echo.Run(async context =>
        {
            using var reader = new StreamReader(context.Request.Body);
            heard.Add(await reader.ReadToEndAsync(Ct));
            await context.Response.WriteAsync($"heard {heard[^1]}", Ct);
        });
        await echo.StartAsync(Ct);
        return echo;
    }
}
