using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Nexus.Contracts;
using Nexus.Engine.Artifacts;
using Nexus.Server.Tests.Actions;
using Nexus.Server.Tests.Artifacts;
using Nexus.Testing;

namespace Nexus.Server.Tests.Blueprints;

/// <summary>The log of a run: made of its record, and an artifact when its steps wrote something.</summary>
public sealed class RunLogTests : IDisposable
{
    private const string Canary = "hunter2-canary-77aa";

    private const string Talking = """
        id: bp.talking
        trigger: { event_type: never.told }
        plan:
          - { kind: action_task, id: talk, action: talk.say, retry: { attempts: 2, delay: 1ms },
              with: { key: "{{ secrets['user/me/key'] }}" } }
          - { kind: transform, id: quiet, value: { a: 1 } }
          - { kind: gate, id: approve, mode: manual, message: "Go on?" }
        """;

    /// <summary>Says two things and fails, unless it is attempted again.</summary>
    private const string Talk = """
        #!/bin/sh
        read hello; echo '{"type": "hello", "protocol": 1}'; read request
        id=$(printf '%s' "$request" | sed 's/.*"id":"\([^"]*\)".*/\1/')
        key=$(printf '%s' "$request" | sed 's/.*"key":"\([^"]*\)".*/\1/')
        say() { printf '{"type": "%s", "id": "%s"%s}\n' "$1" "$id" "$2"; }
        say progress ', "message": "half way"'
        say log ", \"level\": \"warning\", \"message\": \"the key is $key\""
        case $request in
          *'"attempt":1'*) say error ', "message": "not yet."' ;;
          *) say result ', "outputs": {}' ;;
        esac
        """;

    private readonly TemporaryDirectory _home = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task What_happened_and_what_steps_said_is_there_while_it_goes_on_and_as_an_artifact_at_its_end()
    {
        await using var host = await StartAsync();
        using var client = host.Client();
        await client.PutAsJsonAsync(
            "/api/v1/secrets/user/me/key", new(Canary), ContractsJson.Default.SecretPutRequest, Ct);
        await client.PromotedAsync(Talking);
        var run = await client.BeginAsync("bp.talking");
        await host.EventAsync("xyn.gate.requested");

        var going = await LogAsync(client, run);
        await client.DecideAsync(run, "approve", "all is well");
        var ended = await host.EndAsync(client, run);
        var whole = await LogAsync(client, run);

        Assert.Equal(
            [
                "info - The run is wanted by xyn.blueprint.run.requested.", "info - The run begins.",
                "info talk/1 Begins.", "info talk/1 | half way", "warning talk/1 | the key is ***",
                "warning talk/1 Failed, and is attempted again: talk.say failed: not yet. [plugin.failed]",
                "info talk/2 Begins.", "info talk/2 | half way", "warning talk/2 | the key is ***",
                "info talk/2 Completed.", "info quiet/1 Begins.", "info quiet/1 Completed.",
                "info approve/1 Waits for a decision. Go on?",
            ],
            going.Select(Shown));
        Assert.Equal(going, whole.Take(going.Count));
        Assert.Contains("all is well", whole[going.Count].Message, StringComparison.Ordinal);
        Assert.Equal("info - The run is completed.", Shown(whole[^1]));
        Assert.All(whole, line => Assert.Equal((run, ended.CorrelationId), (line.RunId, line.CorrelationId)));
        var artifact = Assert.Single(await client.ArtifactsAsync($"&run_id={run}&kind=log"));
        Assert.Equal(artifact, ended.LogArtifactId);
        var kept = await (await client.DownloadAsync(artifact)).Content.ReadAsStringAsync(Ct);
        Assert.Equal(whole, Lines(kept));
        Assert.DoesNotContain(Canary, kept, StringComparison.Ordinal);
        Assert.Equal(artifact, (await client.StepAsync(run, "talk")).LogsArtifactId);
        Assert.Null((await client.StepAsync(run, "quiet")).LogsArtifactId);
        Assert.True((await client.ReplayAsync(run)).Consistent);
    }

    [Fact]
    public async Task A_run_that_wrote_nothing_leaves_no_artifact_and_has_a_log_all_the_same()
    {
        await using var host = await ServerHost.StartAsync();
        using var client = host.Client();
        await client.PromotedAsync(Steps.Doing("event.emit", "event_name: a.b"));

        var ended = await host.RunAsync(client, "bp.doing");

        Assert.Null(ended.LogArtifactId);
        Assert.Empty(await client.ArtifactsAsync("&kind=log"));
        Assert.Equal("info it/1 Completed.", Shown((await LogAsync(client, ended.RunId))[^2]));
    }

    [Fact]
    public async Task A_log_that_cannot_be_stored_keeps_no_run_from_its_end()
    {
        const int quota = 8_000;
        await using var host = await StartAsync(services => services.AddSingleton(
            Options.Create(new ArtifactOptions { QuotaBytes = quota })));
        using var client = host.Client();
        await client.PromotedAsync(Steps.Doing("talk.say", "key: none"));
        var page = await client.GetFromJsonAsync("/api/v1/artifacts", ContractsJson.Default.ArtifactPage, Ct);
        var used = page!.Items.DistinctBy(item => item.Sha256).Sum(item => item.ByteLength!.Value);
        await client.MadeAsync(new() { Name = "rest", Content = Convert.ToBase64String(new byte[quota - used - 100]) });

        var ended = await host.RunAsync(client, "bp.doing");

        Assert.Equal((RunStatus.Failed, "plugin.failed"), (ended.Status, ended.Error?.Code));
        Assert.Null(ended.LogArtifactId);
        Assert.Empty(await client.ArtifactsAsync("&kind=log"));
        Assert.Contains(await LogAsync(client, ended.RunId), line => line.Message is "half way");
    }

    [Fact]
    public async Task What_a_step_is_given_is_shown_with_it_and_a_secret_by_its_path()
    {
        await using var host = await StartAsync();
        using var client = host.Client();
        await client.PutAsJsonAsync(
            "/api/v1/secrets/user/me/key", new(Canary), ContractsJson.Default.SecretPutRequest, Ct);
        await client.PromotedAsync(Talking);
        var run = await client.BeginAsync("bp.talking");
        await host.EventAsync("xyn.gate.requested");

        var shown = await client.GetFromJsonAsync(
            $"/api/v1/runs/{run}/steps/talk", ContractsJson.Default.StepView, Ct);
        var quiet = await client.GetFromJsonAsync(
            $"/api/v1/runs/{run}/steps/quiet", ContractsJson.Default.StepView, Ct);

        Assert.Equal("""{"key":{"$secret":"user/me/key"}}""", shown!.Inputs?.GetRawText());
        Assert.Null(quiet!.Inputs);
    }

    private Task<ServerHost> StartAsync(Action<IServiceCollection>? configure = null)
    {
        var plugin = Directory.CreateDirectory(Path.Combine(_home.Path, "plugins", "talk")).FullName;
        File.WriteAllText(Path.Combine(plugin, "talk.sh"), Talk);
        File.SetUnixFileMode(
            Path.Combine(plugin, "talk.sh"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        File.WriteAllText(Path.Combine(plugin, "plugin.json"), """
            {
              "name": "talk", "command": ["./talk.sh"],
              "actions": [
                { "name": "talk.say", "summary": "Talks.", "inputs": [ { "name": "key" } ], "secrets": ["key"] }
              ]
            }
            """);
        return ServerHost.StartAsync(configure: configure, home: _home.Path);
    }

    private static async Task<IReadOnlyList<RunLogLine>> LogAsync(HttpClient client, Guid run)
    {
        using var answer = await client.GetAsync($"/api/v1/runs/{run}/log", Ct);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("application/x-ndjson", answer.Content.Headers.ContentType?.MediaType);
        return Lines(await answer.Content.ReadAsStringAsync(Ct));
    }

    private static IReadOnlyList<RunLogLine> Lines(string text) =>
    [
        .. text.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonSerializer.Deserialize(line, ContractsJson.Default.RunLogLine)!),
    ];

    private static string Shown(RunLogLine line) =>
        $"{line.Level} {line.Step ?? "-"}{(line.Attempt is { } attempt ? $"/{attempt}" : "")} "
            + $"{(line.Stream is null ? "" : "| ")}{line.Message}";
}
