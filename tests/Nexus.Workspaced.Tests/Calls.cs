using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Nexus.Contracts;
using Nexus.Transport;
using Nexus.Transport.Channels;
using Nexus.Transport.Workspaced;

namespace Nexus.Workspaced.Tests;

/// <summary>What a command printed and how it ended.</summary>
internal sealed record ExecOutcome(int ExitCode, string Output, string Error);

/// <summary>The verbs as the node speaks them.</summary>
internal static class Calls
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static async Task<SocketChannel> OpenAsync<T>(
        this Sandbox sandbox, string verb, T body, JsonTypeInfo<T> type, string workspace = Sandbox.WorkspaceId)
    {
        var channel = await sandbox.ConnectAsync();
        var request = Request(verb, workspace, JsonSerializer.SerializeToElement(body, type));
        await channel.OpenAsync(request, TimeProvider.System, Ct);
        return channel;
    }

    public static async Task<SocketChannel> OpenAsync(this Sandbox sandbox, string verb)
    {
        var channel = await sandbox.ConnectAsync();
        await channel.OpenAsync(Request(verb, Sandbox.WorkspaceId, null), TimeProvider.System, Ct);
        return channel;
    }

    /// <summary>A verb that only replies.</summary>
    public static async Task<TReply> AskAsync<T, TReply>(
        this Sandbox sandbox, string verb, T? body, JsonTypeInfo<T> type, JsonTypeInfo<TReply> replyType)
        where T : class
    {
        await using var channel = await sandbox.ConnectAsync();
        var element = body is null ? null : (JsonElement?)JsonSerializer.SerializeToElement(body, type);
        var reply = await channel.OpenAsync(Request(verb, Sandbox.WorkspaceId, element), TimeProvider.System, Ct);
        return reply!.Value.Deserialize(replyType)!;
    }

    public static Task<HelloReply> HelloAsync(this Sandbox sandbox) => sandbox.AskAsync(
        Verbs.Hello, null, TransportJson.Default.HelloReply, TransportJson.Default.HelloReply);

    public static Task<SetupReply> SetupAsync(this Sandbox sandbox, SetupRequest request) => sandbox.AskAsync(
        Verbs.Setup, request, TransportJson.Default.SetupRequest, TransportJson.Default.SetupReply);

    /// <param name="sandbox">Where.</param>
    /// <param name="yaml">Null: the repository has no configuration.</param>
    public static async Task<ConfigureReply> ConfigureAsync(this Sandbox sandbox, string? yaml)
    {
        var nexus = Path.Combine(sandbox.Home, "workspace", ".nexus");
        Directory.CreateDirectory(nexus);
        if (yaml is not null)
            await File.WriteAllTextAsync(Path.Combine(nexus, "config.yaml"), yaml, Ct);
        return await sandbox.AskAsync(
            Verbs.Configure, null, TransportJson.Default.HelloReply, TransportJson.Default.ConfigureReply);
    }

    /// <summary>Configures and starts.</summary>
    public static async Task StartAsync(this Sandbox sandbox, string yaml)
    {
        await sandbox.ConfigureAsync(yaml);
        await (await sandbox.OpenAsync(Verbs.Start)).DisposeAsync();
    }

    public static async Task StopAsync(this Sandbox sandbox, int graceMs) =>
        await (await sandbox.OpenAsync(Verbs.Stop, new StopRequest(graceMs), TransportJson.Default.StopRequest))
            .DisposeAsync();

    /// <summary>Every snapshot until one is as wanted; the last is that one.</summary>
    public static async Task<IReadOnlyList<Snapshot>> WatchAsync(this Sandbox sandbox, Func<Snapshot, bool> isWanted)
    {
        await using var channel = await sandbox.OpenAsync(Verbs.Watch);
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var seen = new List<Snapshot>();
        do
        {
            try
            {
                seen.Add(await channel.ReadAsync(TransportJson.Default.Snapshot, deadline.Token));
            }
            catch (OperationCanceledException)
            {
                Assert.Fail($"not seen in 60 s; last: {string.Join(", ", seen[^1].Services)}");
            }
        }
        while (!isWanted(seen[^1]));
        return seen;
    }

    public static async Task<ServiceSnapshot> WaitForAsync(this Sandbox sandbox, string service, ServiceState state) =>
        (await sandbox.WatchAsync(seen => seen.Of(service).State == state))[^1].Of(service);

    public static ServiceSnapshot Of(this Snapshot snapshot, string service) =>
        snapshot.Services.Single(candidate => candidate.Name == service);

    public static Task<ExecOutcome> ExecAsync(this Sandbox sandbox, string command) =>
        sandbox.ExecAsync(new ExecRequest { Command = command });

    public static async Task<ExecOutcome> ExecAsync(this Sandbox sandbox, ExecRequest request, string input = "")
    {
        await using var channel = await sandbox.OpenAsync(Verbs.Exec, request, TransportJson.Default.ExecRequest);
        using var frames = new FrameChannel(channel);
        if (input.Length > 0)
            await frames.WriteAsync(FrameKind.Stdin, Encoding.UTF8.GetBytes(input), Ct);
        await frames.WriteAsync(FrameKind.StdinEnd, default, Ct);
        return await frames.FinishAsync();
    }

    /// <summary>Reads to the last frame.</summary>
    public static async Task<ExecOutcome> FinishAsync(this FrameChannel frames)
    {
        var output = new StringBuilder();
        var error = new StringBuilder();
        while (await frames.ReadAsync(Ct) is { } frame)
        {
            switch (frame.Kind)
            {
                case FrameKind.Exit:
                    var result = JsonSerializer.Deserialize(frame.Payload.Span, TransportJson.Default.ExecResult)!;
                    return new(result.ExitCode, output.ToString(), error.ToString());
                case FrameKind.Error:
                    throw new NexusException(
                        JsonSerializer.Deserialize(frame.Payload.Span, TransportJson.Default.NexusError)!);
                case FrameKind.Json:
                    return new(0, Encoding.UTF8.GetString(frame.Payload.Span), error.ToString());
                default:
                    var text = frame.Kind is FrameKind.Stdout ? output : error;
                    text.Append(Encoding.UTF8.GetString(frame.Payload.Span));
                    break;
            }
        }

        throw new IOException("The stream ended without a result.");
    }

    /// <summary>What a command prints becomes this within ten seconds.</summary>
    public static async Task EventuallyAsync(this Sandbox sandbox, string command, string output)
    {
        var last = "";
        for (var attempt = 0; attempt < 100; attempt++)
        {
            try
            {
                last = (await sandbox.ExecAsync(command)).Output;
            }
            catch (NexusException e)
            {
                last = e.Error.Code;
            }

            if (last == output)
                return;
            await Task.Delay(100, Ct);
        }

        Assert.Equal(output, last);
    }

    private static StreamRequest Request(string verb, string workspace, JsonElement? body) => new()
    {
        Verb = verb,
        WorkspaceId = workspace,
        Body = body,
        DeadlineMs = 30_000,
    };
}
