using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Nexus.Contracts;
using Nexus.Transport;
using Nexus.Transport.Channels;
using Nexus.Transport.Control;
using Nexus.Transport.Workspaced;
using Nexus.Workspaces.Gateway;
using Nexus.Workspaces.Lifecycle;

namespace Nexus.Server.Tests;

/// <summary>Hooks that fail or take too long: what their owner is told.</summary>
public sealed class HookTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0, null)]
    [InlineData(3, "The hook 'pre_stop' ended with 3. Its last output: not tidied")]
    [InlineData(null, "The hook 'pre_stop' ran longer than 30 s and was killed. Its last output: not tidied")]
    public async Task A_hook_that_fails_before_the_services_end_is_told_by_the_step(int? code, string? said)
    {
        await using var host = await ServerHost.StartAsync();
        using var client = await host.RegisteredAsync();
        var joined = await host.JoinAsync();
        var id = await host.PlaceAsync(joined, WorkspaceState.Ready, DesiredState.Up, DateTimeOffset.UnixEpoch);
        var report = new EnvironmentReport(id, "docker", IsRunning: true, new("boot", 1, IsStarted: true, []), null);
        await using var node = await FakeNode.ConnectAsync(host, joined, [report], _ => true);
        await using var hook = await host.StreamAsync(joined);
        await using var stop = await host.StreamAsync(joined);
        var stored = await host.Services.GetRequiredService<WorkspaceStore>().FindAsync(id, Ct);

        var ending = host.Services.GetRequiredService<EndServices>().RunAsync(
            stored!.Workspace, TimeSpan.FromSeconds(30), Ct);
        await RunHookAsync(hook, code);
        Assert.Equal(Verbs.Stop, (await stop.ReadAsync(TransportJson.Default.StreamRequest, Ct)).Verb);
        await stop.AcceptAsync(Ct);

        var output = await ending;
        Assert.Equal(said, output?.Deserialize(ContractsJson.Default.WarnedOutput)?.Warning?.Message);
    }

    [Theory]
    [InlineData(3, "hook.failed", "ended with 3. Its last output: no luck")]
    [InlineData(null, "service.hook_timeout", "ran longer than 5 minutes and was killed. Its last output: no luck")]
    public async Task A_hook_that_fails_after_the_start_is_a_warning_of_what_works(int? exit, string code, string said)
    {
        await using var host = await ServerHost.StartAsync();
        using var client = await host.RegisteredAsync();
        await using var node = await LivingNode.ConnectAsync(host, await host.JoinAsync());
        node.Hooks["post_start"] = ("no luck\n", exit ?? 0, exit is null ? TooLong : null);

        await client.CreateAsync(new() { WorkspaceName = "demo" });
        var seen = await client.UntilAsync(WorkspaceState.Ready);

        Assert.Equal((code, $"The hook 'post_start' {said}"), (seen!.Warning?.Code, seen.Warning?.Message));
        Assert.EndsWith(
            "repeat it: 'nexus workspace down demo', then 'nexus workspace up demo'.", seen.Warning!.Hint,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(3, "hook.failed", "ended with 3. It printed nothing.")]
    [InlineData(null, "service.hook_timeout", "ran longer than 15 minutes and was killed. It printed nothing.")]
    public async Task A_hook_that_fails_before_the_start_ends_it(int? exit, string code, string said)
    {
        await using var host = await ServerHost.StartAsync();
        using var client = await host.RegisteredAsync();
        await using var node = await LivingNode.ConnectAsync(host, await host.JoinAsync());
        node.Hooks["pre_start"] = ("", exit ?? 0, exit is null ? TooLong : null);

        await client.CreateAsync(new() { WorkspaceName = "demo" });
        var seen = await client.UntilAsync(WorkspaceState.Error);

        Assert.Equal((code, $"The hook 'pre_start' {said}"), (seen!.Error?.Code, seen.Error?.Message));
        Assert.EndsWith("repeat it: 'nexus workspace up demo'.", seen.Error!.Hint, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("pre_start", "'nexus workspace up demo'.")]
    [InlineData("post_start", "'nexus workspace down demo', then 'nexus workspace up demo'.")]
    [InlineData("pre_stop", "the next 'nexus workspace down demo' runs it.")]
    public void A_hook_that_failed_says_how_it_is_repeated(string hook, string repeat) =>
        Assert.Equal(
            $"Mend lifecycle.{hook} in the .nexus/config.yaml of the workspace and repeat it: {repeat}",
            GatewayErrors.HookFailed("demo", hook, 1, "").Hint);

    /// <summary>As the environment says it.</summary>
    private static NexusError TooLong { get; } = new("service.hook_timeout", "It took too long.", "Shorten it.");

    /// <param name="stream">Of the environment.</param>
    /// <param name="code">Null: it takes too long.</param>
    private static async Task RunHookAsync(WebSocketChannel stream, int? code)
    {
        var asked = await stream.ReadAsync(TransportJson.Default.StreamRequest, Ct);
        var request = asked.Body!.Value.Deserialize(TransportJson.Default.HookRequest);
        Assert.Equal((Verbs.Hook, new HookRequest("pre_stop", LimitMs: 30_000)), (asked.Verb, request));
        await stream.AcceptAsync(Ct);
        using var frames = new FrameChannel(stream);
        await frames.WriteAsync(FrameKind.Stdout, Encoding.UTF8.GetBytes("not tidied\n"), Ct);
        var (kind, end) = code is { } exit
            ? (FrameKind.Exit, JsonSerializer.SerializeToUtf8Bytes(
                new ExecResult(exit), TransportJson.Default.ExecResult))
            : (FrameKind.Error, JsonSerializer.SerializeToUtf8Bytes(TooLong, TransportJson.Default.NexusError));
        await frames.WriteAsync(kind, end, Ct);
    }
}
