using System.Net;
using System.Net.Http.Json;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Nexus.Contracts;
using Nexus.Server.Tests.Artifacts;
using Nexus.Testing;

namespace Nexus.Server.Tests.Blueprints;

/// <summary>The real server, killed: what was promoted is in force, and runs keep their revision.</summary>
public sealed class KilledServerTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_run_goes_on_by_its_old_revision_and_the_next_begins_with_the_new()
    {
        using var home = new TemporaryDirectory();
        BlueprintView first, second;
        Guid run;
        await using (var server = await ServerProcess.StartAsync(home.Path))
        {
            first = await server.Client.PromotedAsync(Workshop.Asking());
            run = (await server.Client.StartedAsync(new() { BlueprintRef = "bp.asking" })).RunId;
            second = await server.Client.PromotedAsync(Workshop.Asking("two"));
            await server.KillAsync();
        }

        await using var next = await ServerProcess.StartAsync(home.Path);
        await next.Client.EmitAsync();
        await next.Client.DecideAsync(run, "approve");
        var ended = await EndedAsync(next.Client, run);
        var began = (await next.Client.RunsAsync())[0];

        Assert.Equal((first.Version, RunStatus.Completed), (ended.Name, ended.Status));
        Assert.Equal("""{"said":"one nowhere"}""", ended.Outputs?.GetRawText());
        Assert.Equal(second.Version, began.Name);
    }

    [Fact]
    public async Task An_attempt_that_may_have_been_made_twice_says_so_and_had_one_key()
    {
        using var home = new TemporaryDirectory();
        var keys = Channel.CreateUnbounded<string>();
        await using var far = await AnswerAsync(async context =>
        {
            var isFirst = keys.Reader.Count == 0;
            await keys.Writer.WriteAsync($"{context.Request.Headers["Idempotency-Key"]}", Ct);
            if (isFirst)
                await Task.Delay(Timeout.Infinite, context.RequestAborted);
        });
        Guid run;
        await using (var server = await ServerProcess.StartAsync(home.Path))
        {
            await server.Client.PromotedAsync($$"""
                id: bp.calling
                trigger: { event_type: alarm.raised }
                plan:
                  - { kind: action_task, id: call, action: http.call,
                      with: { url: "{{far.Urls.First()}}", method: POST } }
                """);
            run = (await server.Client.StartedAsync(new() { BlueprintRef = "bp.calling" })).RunId;
            await keys.Reader.WaitToReadAsync(Ct).AsTask().WaitAsync(Patience, Ct);
            await server.KillAsync();
        }

        await using var next = await ServerProcess.StartAsync(home.Path);
        Assert.Equal(RunStatus.Completed, (await EndedAsync(next.Client, run)).Status);
        var step = await next.Client.StepAsync(run, "call");

        Assert.True(step.MayHaveRunBefore);
        Assert.Equal(step.IdempotencyKey, await keys.Reader.ReadAsync(Ct));
        Assert.Equal(step.IdempotencyKey, await keys.Reader.ReadAsync(Ct));
    }

    [Fact]
    public async Task A_step_of_an_administrator_is_repeated_with_their_rights()
    {
        const string value = "administrators-4711";
        using var home = new TemporaryDirectory();
        var heard = Channel.CreateUnbounded<string>();
        await using var far = await AnswerAsync(async context =>
        {
            var isFirst = heard.Reader.Count == 0;
            await heard.Writer.WriteAsync($"{context.Request.Headers["X-Key"]}", Ct);
            if (isFirst)
                await Task.Delay(Timeout.Infinite, context.RequestAborted);
        });
        Guid run;
        await using (var server = await ServerProcess.StartAsync(home.Path))
        {
            await server.Client.PutAsJsonAsync(
                "/api/v1/secrets/sys/providers/far", new(value), ContractsJson.Default.SecretPutRequest, Ct);
            await server.Client.PromotedAsync($$$"""
                id: bp.calling
                trigger: { event_type: alarm.raised }
                plan:
                  - { kind: action_task, id: call, action: http.call, with: {
                      url: "{{{far.Urls.First()}}}", headers: { X-Key: "{{ secrets['sys/providers/far'] }}" } } }
                """);
            run = (await server.Client.StartedAsync(new() { BlueprintRef = "bp.calling" })).RunId;
            await heard.Reader.WaitToReadAsync(Ct).AsTask().WaitAsync(Patience, Ct);
            await server.KillAsync();
        }

        await using var next = await ServerProcess.StartAsync(home.Path);
        var ended = await EndedAsync(next.Client, run);

        Assert.Equal((RunStatus.Completed, null), (ended.Status, ended.Error?.Message));
        Assert.Equal(value, await heard.Reader.ReadAsync(Ct));
        Assert.Equal(value, await heard.Reader.ReadAsync(Ct));
    }

    private static async Task<WebApplication> AnswerAsync(RequestDelegate answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var server = builder.Build();
        server.Urls.Add($"http://{IPAddress.Loopback}:0");
        server.Run(answer);
        await server.StartAsync(Ct);
        return server;
    }

    private static async Task<RunView> EndedAsync(HttpClient client, Guid run)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        patience.CancelAfter(Patience);
        while (true)
        {
            var seen = await client.GetFromJsonAsync(
                $"/api/v1/runs/{run}", ContractsJson.Default.RunView, patience.Token);
            if (seen!.CompletedAt is not null)
                return seen;
            await Task.Delay(20, patience.Token);
        }
    }
}
