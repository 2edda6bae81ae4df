using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Nexus.Contracts;
using Nexus.Transport;
using Nexus.Transport.Channels;
using Nexus.Transport.Workspaced;
using Nexus.Workspaces.Lifecycle;
using Nexus.Workspaces.Nodes;

namespace Nexus.Workspaces.Gateway;

/// <summary>What <c>nexus-workspaced</c> offers, as methods: each is one stream through the node.</summary>
public sealed class EnvironmentCalls(NodeStreams streams)
{
    private static readonly TimeSpan Quick = TimeSpan.FromSeconds(20);

    /// <exception cref="NexusException"><c>workspace.not_running</c>, and what the far side refused with.</exception>
    public async Task<OpenedChannel> OpenAsync(
        Workspace workspace, string verb, JsonElement? body, TimeSpan deadline, CancellationToken cancellationToken)
    {
        if (workspace.Placement is not { } placement)
            throw new NexusException(WorkspaceErrors.NotRunning(workspace.Name));
        var request = new StreamRequest
        {
            Verb = verb,
            WorkspaceId = workspace.Id,
            Body = body,
            DeadlineMs = (int)deadline.TotalMilliseconds,
            CorrelationId = Correlation.Current,
        };
        return await streams.OpenAsync(placement.NodeId, placement.NodeName, request, cancellationToken);
    }

    public Task<OpenedChannel> OpenAsync<T>(
        Workspace workspace, string verb, T body, JsonTypeInfo<T> type, CancellationToken cancellationToken) =>
        OpenAsync(workspace, verb, JsonSerializer.SerializeToElement(body, type), Quick, cancellationToken);

    /// <summary>A call whose answer is the reply alone.</summary>
    public async Task<TReply> CallAsync<TReply>(
        Workspace workspace, string verb, JsonElement? body, JsonTypeInfo<TReply> type, TimeSpan deadline,
        CancellationToken cancellationToken)
    {
        await using var stream = await OpenAsync(workspace, verb, body, deadline, cancellationToken);
        return stream.Reply is { } reply && reply.Deserialize(type) is { } value
            ? value
            : throw new NexusException(GatewayErrors.BadReply(workspace.Name, verb));
    }

    public async Task SendAsync<T>(
        Workspace workspace, string verb, T body, JsonTypeInfo<T> type, TimeSpan deadline,
        CancellationToken cancellationToken)
    {
        var json = JsonSerializer.SerializeToElement(body, type);
        await using var stream = await OpenAsync(workspace, verb, json, deadline, cancellationToken);
    }

    public Task<SetupReply> SetupAsync(Workspace workspace, SetupRequest setup, CancellationToken cancellationToken) =>
        CallAsync(
            workspace, Verbs.Setup, JsonSerializer.SerializeToElement(setup, TransportJson.Default.SetupRequest),
            TransportJson.Default.SetupReply, TimeSpan.FromMinutes(1), cancellationToken);

    public Task SetKeysAsync(Workspace workspace, KeysRequest keys, CancellationToken cancellationToken) =>
        SendAsync(workspace, Verbs.Keys, keys, TransportJson.Default.KeysRequest, Quick, cancellationToken);

    public Task<ConfigureReply> ConfigureAsync(Workspace workspace, CancellationToken cancellationToken) =>
        CallAsync(
            workspace, Verbs.Configure, body: null, TransportJson.Default.ConfigureReply, Quick, cancellationToken);

    public Task<UnsavedReply> UnsavedAsync(
        Workspace workspace, TimeSpan within, CancellationToken cancellationToken) => CallAsync(
            workspace, Verbs.Unsaved, body: null, TransportJson.Default.UnsavedReply, within, cancellationToken);

    public Task<RepoView> RepoAsync(Workspace workspace, CancellationToken cancellationToken) =>
        CallAsync(workspace, Verbs.Repo, body: null, TransportJson.Default.RepoView, Quick, cancellationToken);

    /// <param name="secrets">What its services need, by path.</param>
    public Task StartServicesAsync(
        Workspace workspace, IReadOnlyDictionary<string, string> secrets, CancellationToken cancellationToken) =>
        SendAsync(workspace, Verbs.Start, new(secrets), TransportJson.Default.StartRequest, Quick, cancellationToken);

    public Task RestartServicesAsync(
        Workspace workspace, string? service, IReadOnlyDictionary<string, string> secrets,
        CancellationToken cancellationToken) =>
        SendAsync(
            workspace, Verbs.Restart, new(service, secrets), TransportJson.Default.RestartRequest,
            TimeSpan.FromMinutes(1), cancellationToken);

    public Task StopServicesAsync(Workspace workspace, TimeSpan grace, CancellationToken cancellationToken) =>
        SendAsync(
            workspace, Verbs.Stop, new((int)grace.TotalMilliseconds), TransportJson.Default.StopRequest,
            grace + Quick, cancellationToken);

    /// <summary>Clones, or takes the uploaded bundle.</summary>
    /// <param name="bundle">Its bytes; null for a clone.</param>
    /// <exception cref="NexusException">What the far side ended with, <c>source.*</c>.</exception>
    public async Task<RepoView> BringSourceAsync(
        Workspace workspace, SourceRequest source, Stream? bundle, CancellationToken cancellationToken)
    {
        await using var stream = await OpenAsync(
            workspace, Verbs.Source, source, TransportJson.Default.SourceRequest, cancellationToken);
        if (bundle is not null)
            await SendAllAsync(bundle, stream.Channel, cancellationToken);
        using var frames = new FrameChannel(stream.Channel);
        while (await ReadAsync(frames, workspace, cancellationToken) is { } frame)
        {
            if (frame.Kind is FrameKind.Json
                && JsonSerializer.Deserialize(frame.Payload.Span, TransportJson.Default.RepoView) is { } repo)
            {
                return repo;
            }
        }

        throw new NexusException(GatewayErrors.BadReply(workspace.Name, Verbs.Source));
    }

    /// <summary>Installs what was detected and changed since it was last installed.</summary>
    /// <exception cref="NexusException">What the far side ended with, <c>dependencies.*</c>.</exception>
    public async Task InstallAsync(Workspace workspace, CancellationToken cancellationToken)
    {
        await using var stream = await OpenAsync(workspace, Verbs.Dependencies, body: null, Quick, cancellationToken);
        await FollowAsync(stream, workspace, Verbs.Dependencies, new(), cancellationToken);
    }

    /// <param name="limit">After that the environment kills it.</param>
    /// <returns>How it failed, with the end of what it printed; null when it did not, or there is none.</returns>
    public async Task<NexusError?> RunHookAsync(
        Workspace workspace, string hook, TimeSpan limit, CancellationToken cancellationToken)
    {
        await using var stream = await OpenAsync(
            workspace, Verbs.Hook, new(hook, (int)limit.TotalMilliseconds), TransportJson.Default.HookRequest,
            cancellationToken);
        var tail = new OutputTail();
        try
        {
            var code = await FollowAsync(stream, workspace, Verbs.Hook, tail, cancellationToken);
            return code == 0 ? null : GatewayErrors.HookFailed(workspace.Name, hook, code, tail.ToString());
        }
        catch (NexusException e) when (e.Error.Code is "service.hook_timeout")
        {
            return GatewayErrors.HookTimedOut(workspace.Name, hook, limit, tail.ToString());
        }
    }

    /// <returns>The exit code of what runs there.</returns>
    private static async Task<int> FollowAsync(
        OpenedChannel stream, Workspace workspace, string verb, OutputTail tail, CancellationToken cancellationToken)
    {
        using var frames = new FrameChannel(stream.Channel);
        while (await ReadAsync(frames, workspace, cancellationToken) is { } frame)
        {
            if (frame.Kind is FrameKind.Exit
                && JsonSerializer.Deserialize(frame.Payload.Span, TransportJson.Default.ExecResult) is { } ended)
            {
                return ended.ExitCode;
            }

            tail.Add(frame.Payload.Span);
        }

        throw new NexusException(GatewayErrors.BadReply(workspace.Name, verb));
    }

    private static async Task<Frame?> ReadAsync(
        FrameChannel frames, Workspace workspace, CancellationToken cancellationToken)
    {
        try
        {
            var frame = await frames.ReadAsync(cancellationToken);
            return frame is { Kind: FrameKind.Error, Payload: var json }
                && JsonSerializer.Deserialize(json.Span, TransportJson.Default.NexusError) is { } error
                ? throw new NexusException(error)
                : frame;
        }
        catch (IOException e)
        {
            throw new NexusException(GatewayErrors.Broken(workspace.Name), e);
        }
    }

    private static async Task SendAllAsync(Stream from, ByteChannel to, CancellationToken cancellationToken)
    {
        var buffer = new byte[64 * 1024];
        int read;
        while ((read = await from.ReadAsync(buffer, cancellationToken)) > 0)
            await to.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
        await to.CompleteWritesAsync(cancellationToken);
    }
}
