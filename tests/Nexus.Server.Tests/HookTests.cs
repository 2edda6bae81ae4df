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

/// <summary>The hook on the way down: it may fail, and that is told.</summary>
public sealed class HookTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0, null)]
    [InlineData(3, "The hook 'pre_stop' ended with 3. Its last output: not tidied")]
    public async Task A_hook_that_fails_before_the_services_end_is_told_by_the_step(int code, string? said)
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
    [InlineData("pre_start", "'nexus workspace up demo'.")]
    [InlineData("post_start", "'nexus workspace down demo', then 'nexus workspace up demo'.")]
    [InlineData("pre_stop", "the next 'nexus workspace down demo' runs it.")]
    public void A_hook_that_failed_says_how_it_is_repeated(string hook, string repeat) =>
        Assert.Equal(
            $"Mend lifecycle.{hook} in the .nexus/config.yaml of the workspace and repeat it: {repeat}",
            GatewayErrors.HookFailed("demo", hook, 1, "").Hint);

    private static async Task RunHookAsync(WebSocketChannel stream, int code)
    {
        var asked = await stream.ReadAsync(TransportJson.Default.StreamRequest, Ct);
        Assert.Equal((Verbs.Hook, "pre_stop"), (asked.Verb, asked.Body?.GetProperty("name").GetString()));
        await stream.AcceptAsync(Ct);
        using var frames = new FrameChannel(stream);
        await frames.WriteAsync(FrameKind.Stdout, Encoding.UTF8.GetBytes("not tidied\n"), Ct);
        var result = JsonSerializer.SerializeToUtf8Bytes(new ExecResult(code), TransportJson.Default.ExecResult);
        await frames.WriteAsync(FrameKind.Exit, result, Ct);
    }
}
